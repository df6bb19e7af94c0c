package org.annals.magnetindex;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.magnetindex.announcement.Announcement;
import org.annals.magnetindex.announcement.AnnouncementCodec;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueContent;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.magnetindex.catalogue.ChunkCounts;
import org.annals.magnetindex.catalogue.CommunityCard;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.catalogue.SignedCatalogue;

/** Values of one invented community, for tests here and in modules above. */
public final class Samples {
  /** The curve. */
  public static final Secp256k1 CURVE = Secp256k1.fastest();

  /** Signs and verifies. */
  public static final AnnalsSignatures SIGNATURES = new AnnalsSignatures(CURVE);

  /** The community's key. */
  public static final PrivateKey KEY = key(1);

  /** Somebody else's key. */
  public static final PrivateKey OTHER_KEY = key(2);

  /** The community. */
  public static final CommunityId COMMUNITY = new CommunityId(CURVE.publicKey(KEY));

  /** The owner's home. */
  public static final InstanceId HOME = new InstanceId(new UUID(1, 1));

  /** Another home with the same key. */
  public static final InstanceId SECOND_HOME = new InstanceId(new UUID(2, 2));

  /** A time. */
  public static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  private Samples() {}

  /** A private key of a small number. */
  public static PrivateKey key(int number) {
    return PrivateKey.of(ByteBuffer.allocate(32).putInt(28, number).array());
  }

  /** A chunk id of a number. */
  public static ChunkId chunk(int number) {
    return new ChunkId(Digest.sha256(ByteBuffer.allocate(4).putInt(number).array()));
  }

  /** A first chunk in the public group; its number is its window's, too. */
  public static CatalogueEntry entry(int number) {
    return entry(number, 2_900 + number, 0, 0);
  }

  /** A chunk in the public group. */
  public static CatalogueEntry entry(
      int number, long window, int part, int revision, ChunkId... supersedes) {
    byte[] hash = new byte[InfoHash.LENGTH];
    ByteBuffer.wrap(hash).putInt(16, number);
    return new CatalogueEntry(
        new ChunkPosition(new TimeWindow(window), GroupId.PUBLIC, part, revision),
        InfoHash.of(hash),
        chunk(number),
        1_000L + number,
        new ChunkCounts(10L * number, number),
        List.of(supersedes).stream().sorted().toList());
  }

  /** A stamp of the owner's home in epoch 1. */
  public static CatalogueStamp stamp(long sequence, Digest... parents) {
    return new CatalogueStamp(COMMUNITY, 1, sequence, NOW.toEpochMilli(), HOME, List.of(parents));
  }

  /** Two channels and a name. */
  public static CommunityCard card() {
    return new CommunityCard(
        "Château",
        List.of(
            new ChannelEntry(new ChannelId(new UUID(0, 1)), "general", "Everything", "Talk", 0),
            new ChannelEntry(new ChannelId(new UUID(0, 2)), "ひろば", "", "", 1)),
        Optional.of(Digest.sha256(new byte[] {1})));
  }

  /** A draft of a catalogue that tests change. */
  public static Draft draft(long sequence) {
    return new Draft(stamp(sequence), Policy.DEFAULT, List.of(), List.of());
  }

  /** A catalogue in the making. */
  public record Draft(
      CatalogueStamp stamp,
      Policy policy,
      List<CatalogueEntry> entries,
      List<RemovedChunk> removed) {
    /** Lists chunks. */
    public Draft entries(CatalogueEntry... more) {
      List<CatalogueEntry> all = new ArrayList<>(entries);
      all.addAll(List.of(more));
      return new Draft(stamp, policy, all, removed);
    }

    /** Removes chunks for a reason. */
    public Draft removed(RemovalReason reason, ChunkId... chunks) {
      List<RemovedChunk> all = new ArrayList<>(removed);
      for (ChunkId chunk : chunks) {
        all.add(new RemovedChunk(chunk, reason, stamp.sequence()));
      }
      return new Draft(stamp, policy, entries, all);
    }

    /** Switches serving. */
    public Draft serving(boolean on) {
      return new Draft(stamp, policy.withServing(on), entries, removed);
    }

    /** Changes the stamp. */
    public Draft stamp(CatalogueStamp other) {
      return new Draft(other, policy, entries, removed);
    }

    /** The catalogue, sorted. */
    public Catalogue catalogue() {
      TreeMap<GroupId, Long> marks = new TreeMap<>();
      marks.put(GroupId.PUBLIC, 1_754_000_000L);
      return new Catalogue(
          stamp,
          new CatalogueContent(
              card(),
              policy,
              marks,
              entries.stream().sorted().toList(),
              removed.stream().sorted().toList()));
    }

    /** Signed by the community's key. */
    public SignedCatalogue signed() {
      return CatalogueFile.sign(catalogue(), KEY, SIGNATURES);
    }

    /** The signed file. */
    public byte[] file() {
      return CatalogueFile.write(signed());
    }

    /** Its announcement, issued when the catalogue was. */
    public SignedAnnouncement announcement() {
      return announcement(stamp.issuedMillis());
    }

    /** Its announcement. */
    public SignedAnnouncement announcement(long issuedMillis) {
      return AnnouncementCodec.sign(
          new Announcement(
              stamp.issuedBy(stamp.instance(), issuedMillis),
              link(signed()),
              policy.serving(),
              List.of(),
              List.of()),
          KEY,
          SIGNATURES);
    }
  }

  /** Where a catalogue is. */
  public static CatalogueLink link(SignedCatalogue signed) {
    return CatalogueLink.of(signed.digest(), CatalogueFile.write(signed));
  }
}
