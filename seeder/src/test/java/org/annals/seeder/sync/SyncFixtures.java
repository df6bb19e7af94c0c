package org.annals.seeder.sync;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/** Chunks of made-up communities. */
final class SyncFixtures {
  static final CommunityId ALICE = community(1);
  static final CommunityId BOB = community(2);

  private SyncFixtures() {}

  static CommunityId community(int number) {
    byte[] key = new byte[PublicKey.LENGTH];
    key[0] = 2;
    key[32] = (byte) number;
    return new CommunityId(PublicKey.of(key));
  }

  /** The only chunk of a window. */
  static SyncTarget chunk(CommunityId community, int window) {
    return chunk(community, window, 0);
  }

  static SyncTarget chunk(CommunityId community, int window, int part) {
    byte[] name =
        ByteBuffer.allocate(45).put(community.toBytes()).putInt(window).putInt(part).array();
    byte[] id = Digest.sha256(name).toBytes();
    return new SyncTarget(
        community,
        new ChunkPosition(new TimeWindow(window), GroupId.PUBLIC, part, 0),
        new ChunkId(Digest.of(id)),
        InfoHash.of(Arrays.copyOf(id, InfoHash.LENGTH)),
        100);
  }
}
