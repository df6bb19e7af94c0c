package org.annals.archiver.seal;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.AcceptedRecord;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.chunk.MediaEntry;
import org.annals.archiver.chunk.MessageSectionInfo;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.PlaceholderReason;
import org.annals.archiver.message.TombstoneReason;
import org.annals.keys.Digest;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageUsage;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackerTest {
  private static final ChannelId CHANNEL = SampleCommunity.channel(1);

  private static final SampleCommunity COMMUNITY = new SampleCommunity("packer");
  private static final byte[] SHARED = noise(900_000, 99);
  private static final List<SampleItem> TWO_PARTS = makeTwoParts();

  @TempDir Path directory;
  private final SampleCommunity community = COMMUNITY;
  private PackBench bench;

  @BeforeEach
  void open() {
    bench = new PackBench(community, directory);
  }

  private static byte[] noise(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Forty images, the first and the last the same. */
  private static List<SampleItem> makeTwoParts() {
    List<SampleItem> items = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] png = i == 0 || i == 39 ? SHARED : noise(900_000, i);
      items.add(COMMUNITY.image("ann", SampleCommunity.channel(i % 3), at(i), png, ""));
    }
    return items;
  }

  @Test
  void pack_emptyWindow_makesNoChunk() throws IOException {
    SampleItem later = community.text("ann", CHANNEL, at(TimeWindow.LENGTH.toMillis()), "next");
    assertThat(bench.pack(later).chunks()).isEmpty();
  }

  @Test
  void pack_clocksAtBothEdges_belongToTheWindow() throws IOException {
    long length = TimeWindow.LENGTH.toMillis();
    SampleItem first = community.text("ann", CHANNEL, at(0), "first");
    SampleItem last = community.text("ann", CHANNEL, at(length - 1), "last");
    SampleItem before = community.text("ann", CHANNEL, at(-1), "before");
    SampleItem after = community.text("ann", CHANNEL, at(length), "after");
    assertThat(bench.read(bench.pack(after, last, first, before)))
        .extracting(AcceptedRecord::id)
        .containsExactly(first.id(), last.id());
  }

  @Test
  void pack_image_isStoredOnceAndReadBack() throws IOException {
    byte[] png = noise(5000, 1);
    SampleItem one = community.image("ann", CHANNEL, at(1), png, "");
    SampleItem two = community.image("bob", CHANNEL, at(2), png, "");
    PackOutcome.Packed packed = bench.pack(one, two);
    assertThat(bench.read(packed)).hasSize(2);
    try (ChunkReader chunk = bench.open(packed.chunks().get(0))) {
      assertThat(chunk.index().media()).hasSize(1);
      MediaEntry.Archived media = (MediaEntry.Archived) chunk.index().media().get(0);
      assertThat(chunk.read(media)).isEqualTo(png);
      byte[] file = Files.readAllBytes(packed.chunks().get(0).file());
      int offset = (int) chunk.offset(media);
      assertThat(Arrays.copyOfRange(file, offset, offset + png.length)).isEqualTo(png);
    }
  }

  @Test
  void pack_moreThanAPart_cutsByTimeAndChains() throws IOException {
    List<SampleItem> items = TWO_PARTS;
    PackOutcome.Packed packed = bench.pack(WINDOW, MemorySource.of(items));
    assertThat(packed.chunks()).hasSize(2);
    PackedChunk second = packed.chunks().get(1);
    try (ChunkReader one = bench.open(packed.chunks().get(0));
        ChunkReader two = bench.open(second)) {
      assertThat(two.header().previous()).contains(packed.chunks().get(0).id());
      assertThat(one.header().previous()).isEmpty();
      assertThat(one.index().media()).hasSize(37);
      assertThat(two.index().media())
          .extracting(MediaEntry::digest)
          .contains(Digest.sha256(SHARED));
    }
    assertThat(bench.read(packed)).hasSize(40);
    ChunkVerifier verifier = new ChunkVerifier(community.curve);
    assertThat(verifier.verify(second.file(), community.id, second.id()))
        .isInstanceOf(ChunkVerdict.Verified.class);
  }

  @Test
  void pack_existingParts_numbersAddendaAfterThem() throws IOException {
    SampleItem sealed = community.text("ann", CHANNEL, at(1000), "sealed");
    PackedChunk first = bench.pack(sealed).chunks().get(0);
    bench.existing = List.of(new ExistingPart(first.id(), first.position()));
    bench.known.with(sealed);
    SampleItem late = community.text("bob", CHANNEL, at(500), "late");
    SampleItem edit = community.edit("ann", sealed, at(2000), "late edit");
    SampleItem stranger = community.edit("bob", sealed, at(2000), "not allowed");
    PackOutcome.Packed packed = bench.pack(sealed, late, edit, stranger);
    assertThat(packed.chunks().get(0).position())
        .isEqualTo(new ChunkPosition(WINDOW, GroupId.PUBLIC, 1, 0));
    assertThat(bench.read(packed))
        .extracting(AcceptedRecord::id)
        .containsExactly(late.id(), edit.id());
    assertThat(packed.report().left()).containsEntry("archived already", 1L);
    try (ChunkReader chunk = bench.open(packed.chunks().get(0))) {
      assertThat(chunk.header().previous()).contains(first.id());
    }
  }

  @Test
  void pack_operationsFoldedBefore_doNotComeAgain() throws IOException {
    SampleItem sealed = community.text("ann", CHANNEL, at(1000), "sealed");
    SampleItem reaction = community.reaction("bob", sealed, WINDOW.foldLimitMillis() - 1, 1, false);
    SampleItem deletion = community.memberDeletion("owner", "eve", at(2000));
    PackedChunk first = bench.pack(sealed, reaction, deletion).chunks().get(0);
    bench.existing = List.of(new ExistingPart(first.id(), first.position()));
    bench.known.with(sealed).withOperations(reaction, deletion);
    assertThat(bench.pack(sealed, reaction, deletion).chunks()).isEmpty();
  }

  @Test
  void pack_lateDeletionOfSealedMessage_isTombstoneWithItsClock() throws IOException {
    SampleItem sealed = community.text("ann", CHANNEL, at(1000), "sealed");
    PackedChunk first = bench.pack(sealed).chunks().get(0);
    bench.existing = List.of(new ExistingPart(first.id(), first.position()));
    bench.known.with(sealed);
    SampleItem removed = community.text("eve", CHANNEL, at(1500), "removed later");
    bench.known.with(removed);
    bench.rules =
        new SealRules(
            c -> Optional.of(GroupId.PUBLIC),
            Set.of(),
            Set.of(),
            Map.of(removed.id(), TombstoneReason.LEGAL));
    SampleItem deletion = community.deletion("ann", sealed, WINDOW.foldLimitMillis() - 1);
    List<AcceptedRecord> records = bench.read(bench.pack(deletion));
    assertThat(records).extracting(AcceptedRecord::clock).containsExactly(at(1000), at(1500));
    assertThat(records)
        .extracting(r -> ((ArchiveRecord.Tombstone) r.record()).reason())
        .containsExactly(TombstoneReason.AUTHOR, TombstoneReason.LEGAL);
  }

  @Test
  void pack_groups_haveTheirOwnChunks() throws IOException {
    GroupId weekly = GroupId.autoDelete(Duration.ofDays(7));
    ChannelId vanishing = SampleCommunity.channel(2);
    ChannelId secret = SampleCommunity.channel(3);
    bench.rules =
        new SealRules(
            c ->
                c.equals(secret)
                    ? Optional.empty()
                    : Optional.of(c.equals(vanishing) ? weekly : GroupId.PUBLIC),
            Set.of(),
            Set.of(),
            Map.of());
    PackOutcome.Packed packed =
        bench.pack(
            community.text("ann", CHANNEL, at(1), "stays"),
            community.text("ann", vanishing, at(2), "goes"),
            community.text("ann", secret, at(3), "never packed"));
    assertThat(packed.chunks())
        .extracting(c -> c.position().group())
        .containsExactly(GroupId.PUBLIC, weekly);
    assertThat(packed.report().left()).isEqualTo(Map.of("channel is not packed", 1L));
  }

  @Test
  void pack_tinyChannels_shareOneSectionLargeOnesDoNot() throws IOException {
    List<SampleItem> items = new ArrayList<>();
    SampleText texts = new SampleText(1);
    for (int i = 0; i < 300; i++) {
      items.add(community.text("ann", SampleCommunity.channel(i / 4), at(i), texts.next()));
    }
    for (int i = 0; i < 300; i++) {
      String text = texts.next().repeat(3);
      items.add(community.text("bob", SampleCommunity.channel(5), at(1000 + i), text));
    }
    PackOutcome.Packed packed = bench.pack(WINDOW, MemorySource.of(items));
    try (ChunkReader chunk = bench.open(packed.chunks().get(0))) {
      assertThat(chunk.index().sections())
          .extracting(MessageSectionInfo::channel)
          .containsExactly(
              MessageSectionInfo.SHARED,
              chunk.index().channels().indexOf(SampleCommunity.channel(5)));
    }
    assertThat(bench.read(packed)).hasSize(600);
  }

  @Test
  void pack_importedFiles_areArchivedOrPlaceholders() throws IOException {
    MemorySource source = new MemorySource();
    byte[] png = noise(700, 3);
    Digest there = source.addMedia(png);
    Digest gone = Digest.sha256(noise(10, 4));
    List<Attachment> files =
        List.of(
            file(Attachment.Kind.IMAGE, there, png.length, "image/png"),
            file(Attachment.Kind.IMAGE, gone, 10, "image/png"),
            file(Attachment.Kind.FILE, Digest.sha256(noise(9, 5)), 9, "application/zip"),
            file(Attachment.Kind.IMAGE, Digest.sha256(noise(9, 6)), 25 << 20, "image/png"));
    source.add(community.imported("1", at(5), "with files", 0, files));
    PackOutcome.Packed packed = bench.pack(WINDOW, source);
    assertThat(bench.read(packed)).hasSize(1);
    try (ChunkReader chunk = bench.open(packed.chunks().get(0))) {
      List<MediaEntry> media = chunk.index().media();
      assertThat(media.get(0)).isInstanceOf(MediaEntry.Archived.class);
      assertThat(media.subList(1, 4))
          .extracting(m -> ((MediaEntry.Placeholder) m).reason())
          .containsExactly(
              PlaceholderReason.MISSING, PlaceholderReason.EXCLUDED, PlaceholderReason.TOO_LARGE);
      assertThat(chunk.index().counts().images()).isEqualTo(1);
    }
  }

  private static Attachment file(Attachment.Kind kind, Digest digest, long size, String type) {
    return new Attachment(kind, new Attachment.Stored(digest), size, "name", type, 0, 0);
  }

  @Test
  void pack_newerImportOfArchivedMessage_isPackedOlderIsNot() throws IOException {
    SampleItem old = community.imported("1", at(5), "old", 1000, List.of());
    bench.existing =
        List.of(
            new ExistingPart(
                new ChunkId(Digest.sha256()), new ChunkPosition(WINDOW, GroupId.PUBLIC, 0, 0)));
    bench.known.with(old);
    SampleItem newer = community.imported("1", at(5), "new", 2000, List.of());
    SampleItem same = community.imported("1", at(5), "unedited", 0, List.of());
    assertThat(bench.pack(newer).chunks()).hasSize(1);
    assertThat(bench.pack(same).chunks()).isEmpty();
  }

  @Test
  void plan_sameMessages_namesTheSameParts() throws IOException {
    List<SampleItem> items = TWO_PARTS;
    MemorySource source = MemorySource.of(items);
    PackPlan plan = bench.plan(WINDOW, source);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
    PackOutcome.Packed packed = bench.pack(WINDOW, source);
    assertThat(plan.parts())
        .extracting(PlannedPart::position)
        .isEqualTo(packed.chunks().stream().map(PackedChunk::position).toList());
    for (int i = 0; i < 2; i++) {
      double size = packed.chunks().get(i).size();
      assertThat(plan.parts().get(i).estimatedBytes() / size).isBetween(0.95, 1.05);
    }
  }

  @Test
  void pack_roomForOnePartOnly_leavesNothingBehind() throws IOException {
    List<SampleItem> items = TWO_PARTS;
    CappedStorage storage = new CappedStorage(34 << 20);
    Packer packer = new Packer(community.signer(), storage, StorageKind.CHUNK);
    PackOutcome outcome =
        packer.pack(
            new PackRequest(WINDOW, SealRules.open(), List.of(), directory),
            MemorySource.of(items),
            new MemoryKnown());
    assertThat(outcome).isInstanceOf(PackOutcome.Refused.class);
    assertThat(storage.usage()).isEqualTo(new UnlimitedStorage().usage());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  /** Grants until a cap is reached. */
  private static final class CappedStorage implements StorageReservations {
    private final UnlimitedStorage counted = new UnlimitedStorage();
    private long left;

    CappedStorage(long cap) {
      left = cap;
    }

    @Override
    public ReserveOutcome reserve(Account account, StorageKind kind, long bytes) {
      if (bytes > left) {
        return new ReserveOutcome.Refused("full", bytes - left);
      }
      left -= bytes;
      ReserveOutcome outcome = counted.reserve(account, kind, bytes);
      Reservation reservation = ((ReserveOutcome.Granted) outcome).reservation();
      return new ReserveOutcome.Granted(reservation);
    }

    @Override
    public void found(Account account, StorageKind kind, long bytes) {
      counted.found(account, kind, bytes);
    }

    @Override
    public void freed(Account account, StorageKind kind, long bytes) {
      left += bytes;
      counted.freed(account, kind, bytes);
    }

    @Override
    public StorageUsage usage(Account account) {
      return counted.usage(account);
    }

    @Override
    public StorageUsage usage() {
      return counted.usage();
    }
  }
}
