package org.annals.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.PackBench;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.seal.SampleItem;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rightly signed chunks that hold records which nobody must believe (T5). */
final class RecordAuthenticatorTest {
  private static final SampleCommunity COMMUNITY = SampleChunk.COMMUNITY;
  private static final ChannelId CHANNEL = SampleCommunity.channel(1);
  private static final long LIMIT = PackBench.WINDOW.foldLimitMillis();

  @TempDir Path directory;
  private final List<PlacedRecord> walk = new ArrayList<>();
  private SampleItem good;

  @BeforeEach
  void begin() {
    good = COMMUNITY.text("ann", CHANNEL, PackBench.at(1000), "good");
    signed(good);
  }

  private static StatedEnvelope stated(SampleItem item, PublicKey author) {
    return ((Envelope.Parsed) Envelope.parse(item.envelope())).envelope().statedBy(author);
  }

  private void signed(SampleItem item) {
    put(item.channel(), item, new ArchiveRecord.Signed(stated(item, item.author())));
  }

  private void put(@Nullable ChannelId channel, SampleItem item, ArchiveRecord record) {
    long clock = Math.max(0, item.clock());
    walk.add(PlacedRecord.of(channel, clock, item.id(), record, List.of()));
  }

  private AuthenticatedSection read() throws IOException {
    try (ChunkReader chunk = chunk()) {
      return authenticator(chunk).authenticate((SectionOutcome.Read) chunk.section(0));
    }
  }

  private static RecordAuthenticator authenticator(ChunkReader chunk) {
    return new RecordAuthenticator(chunk, new Authenticator(COMMUNITY.id, COMMUNITY.curve));
  }

  private ChunkReader chunk() throws IOException {
    walk.sort(PlacedRecord.WALK);
    ChunkPosition position = new ChunkPosition(PackBench.WINDOW, GroupId.PUBLIC, 0, 0);
    ChunkDraft draft = new ChunkDraft(COMMUNITY.id, position, Optional.empty(), walk);
    Path file = directory.resolve("chunk");
    try (ChunkWriter writer =
        new ChunkWriter(COMMUNITY.signer(), new UnlimitedStorage(), StorageKind.CHUNK)) {
      WriteOutcome.Written written = (WriteOutcome.Written) writer.write(draft, file);
      return ((OpenOutcome.Opened)
              ChunkReader.open(file, COMMUNITY.id, written.id(), COMMUNITY.curve))
          .chunk();
    }
  }

  private void assertOnlyGoodAccepted(String reason) throws IOException {
    AuthenticatedSection section = read();
    assertThat(section.rejected()).containsOnlyKeys(reason);
    assertThat(section.accepted()).extracting(AcceptedRecord::id).containsExactly(good.id());
  }

  @Test
  void signed_byAnotherThanStated_isRejected() throws IOException {
    SampleItem forged = COMMUNITY.text("eve", CHANNEL, PackBench.at(2000), "I am ann");
    put(CHANNEL, forged, new ArchiveRecord.Signed(stated(forged, COMMUNITY.member("ann"))));
    assertOnlyGoodAccepted("signature is not the author's");
  }

  @Test
  void signed_changedText_isRejected() throws IOException {
    SampleItem other = COMMUNITY.text("ann", CHANNEL, PackBench.at(2000), "changed");
    Signature65 signature = stated(good, good.author()).signature();
    StatedEnvelope mixed =
        new StatedEnvelope(good.author(), signature, 1, stated(other, other.author()).payload());
    put(CHANNEL, other, new ArchiveRecord.Signed(mixed));
    assertOnlyGoodAccepted("signature is not the author's");
  }

  @Test
  void signed_inForeignChannel_isRejected() throws IOException {
    SampleItem item = COMMUNITY.text("ann", CHANNEL, PackBench.at(2000), "elsewhere");
    put(SampleCommunity.channel(2), item, new ArchiveRecord.Signed(stated(item, item.author())));
    assertOnlyGoodAccepted("another channel than it came on");
  }

  @Test
  void signed_ofAnotherCommunity_isRejected() throws IOException {
    SampleItem item =
        new SampleCommunity("other").text("ann", CHANNEL, PackBench.at(2000), "elsewhere");
    put(CHANNEL, item, new ArchiveRecord.Signed(stated(item, item.author())));
    assertOnlyGoodAccepted("channel is not one of the community");
  }

  @Test
  void signed_outsideTheWindow_isRejected() throws IOException {
    signed(COMMUNITY.text("ann", CHANNEL, PackBench.at(-1), "before"));
    signed(COMMUNITY.text("ann", CHANNEL, PackBench.at(604_800_000), "after"));
    assertOnlyGoodAccepted("clock is out of the window");
  }

  @Test
  void operation_atTheFoldLimit_isRejectedBeforeItIsNot() throws IOException {
    SampleItem inTime = COMMUNITY.reaction("bob", good, LIMIT - 1, 1, false);
    signed(inTime);
    signed(COMMUNITY.reaction("bob", good, LIMIT, 2, false));
    AuthenticatedSection section = read();
    assertThat(section.accepted())
        .extracting(AcceptedRecord::id)
        .containsExactly(good.id(), inTime.id());
    assertThat(section.rejected()).containsOnlyKeys("clock is out of the window");
  }

  @Test
  void memberDeletion_inAChannel_isRejected() throws IOException {
    SampleItem deletion = COMMUNITY.memberDeletion("owner", "bob", PackBench.at(2000));
    put(CHANNEL, deletion, new ArchiveRecord.Signed(stated(deletion, deletion.author())));
    assertOnlyGoodAccepted("record stands in a wrong channel");
  }

  @Test
  void edited_byAnotherOrOfAnother_isRejected() throws IOException {
    SampleItem original = COMMUNITY.text("ann", CHANNEL, PackBench.at(2000), "text");
    SampleItem edit = COMMUNITY.edit("ann", original, PackBench.at(3000), "better");
    Carried carried = new Carried(PackBench.at(2000), 1, Optional.empty(), "", 1, "", 0, List.of());
    put(
        CHANNEL,
        original,
        new ArchiveRecord.Edited(original.id(), stated(edit, COMMUNITY.member("eve")), carried));
    put(CHANNEL, edit, new ArchiveRecord.Edited(edit.id(), stated(edit, edit.author()), carried));
    AuthenticatedSection section = read();
    assertThat(section.rejected())
        .containsOnlyKeys("signature is not the author's", "edit of another message");
  }

  @Test
  void tombstone_withDeletionOfAnother_isRejected() throws IOException {
    SampleItem victim = COMMUNITY.text("bob", CHANNEL, PackBench.at(2000), "mine");
    SampleItem deletion = COMMUNITY.deletion("ann", good, PackBench.at(3000));
    put(
        CHANNEL,
        victim,
        new ArchiveRecord.Tombstone(
            victim.id(),
            CHANNEL,
            PackBench.at(2000),
            TombstoneReason.AUTHOR,
            Optional.of(stated(deletion, deletion.author()))));
    assertOnlyGoodAccepted("deletion of another message");
  }

  @Test
  void authenticate_onSeveralThreads_isTheSameInTheSameOrder() throws Exception {
    for (int i = 0; i < 50; i++) {
      signed(COMMUNITY.text("ann", CHANNEL, PackBench.at(5000 + i), "text " + i));
    }
    signed(COMMUNITY.text("ann", CHANNEL, PackBench.at(-5), "before"));
    ExecutorService executor = Executors.newFixedThreadPool(3);
    try (ChunkReader chunk = chunk()) {
      SectionOutcome.Read section = (SectionOutcome.Read) chunk.section(0);
      AuthenticatedSection one = authenticator(chunk).authenticate(section);
      for (int slices : new int[] {1, 2, 7, 100}) {
        AuthenticatedSection many = authenticator(chunk).authenticate(section, executor, slices);
        assertThat(many.accepted())
            .extracting(AcceptedRecord::id)
            .isEqualTo(one.accepted().stream().map(AcceptedRecord::id).toList());
        assertThat(many.rejected()).isEqualTo(one.rejected());
      }
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void write_mediaThatAreNotWhatTheySay_failsAndLeavesNothing() {
    var media =
        new org.annals.archiver.message.MediaRef(
            org.annals.keys.Digest.sha256(new byte[5]), 5, "", "image/png");
    StatedEnvelope envelope = stated(good, good.author());
    walk.add(
        PlacedRecord.of(
            CHANNEL,
            good.clock() + 1,
            good.id(),
            new ArchiveRecord.Signed(envelope),
            List.of(new MediaUse.Stored(media, () -> new ByteArrayInputStream(new byte[6])))));
    org.assertj.core.api.Assertions.assertThatThrownBy(this::chunk).isInstanceOf(IOException.class);
    assertThat(directory).isEmptyDirectory();
  }
}
