package org.annals.bench.history;

import java.util.SplittableRandom;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;

/** Keys, channels and members of a generated community, the same for the same seed. Thread-safe. */
public final class Community {
  private final PrivateKey key;
  private final CommunityId id;
  private final Member[] members;
  private final ChannelId[] channels;

  /** A member with what signing needs. */
  record Member(PrivateKey key, PublicKey publicKey, byte[] point, String name) {}

  /** Makes the community of a shape. */
  public Community(HistoryShape shape, Secp256k1 curve) {
    SplittableRandom random = new SplittableRandom(shape.seed());
    this.key = privateKey(random);
    this.id = new CommunityId(curve.publicKey(key));
    this.members = new Member[shape.authors()];
    for (int i = 0; i < members.length; i++) {
      PrivateKey own = privateKey(random);
      PublicKey publicKey = curve.publicKey(own);
      String name = "member " + Integer.toString(random.nextInt(1 << 30), 36);
      members[i] = new Member(own, publicKey, curve.uncompressed(publicKey).orElseThrow(), name);
    }
    this.channels = new ChannelId[shape.channels() + shape.threads()];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = new ChannelId(new UUID(random.nextLong(), random.nextLong()));
    }
  }

  private static PrivateKey privateKey(SplittableRandom random) {
    byte[] scalar = new byte[PrivateKey.LENGTH];
    random.nextBytes(scalar);
    // Below the group's order, and not 0.
    scalar[0] &= 0x7f;
    scalar[31] |= 1;
    return PrivateKey.of(scalar);
  }

  /** The community's key. */
  public PrivateKey key() {
    return key;
  }

  /** The community. */
  public CommunityId id() {
    return id;
  }

  Member member(int index) {
    return members[index];
  }

  ChannelId channel(int index) {
    return channels[index];
  }
}
