package org.annals.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.ImportSource;
import org.annals.archiver.message.MessageIds;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.discord.DiscordImport;
import org.annals.importer.discord.ImportProgress;
import org.annals.importer.discord.ImportReport;
import org.annals.importer.journal.JournalMessage;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export on its way into a real journal. */
final class JournalSinkTest {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final PrivateKey KEY = PrivateKey.of(Digest.sha256(new byte[] {3}).toBytes());
  private static final CommunityId COMMUNITY = new CommunityId(CURVE.publicKey(KEY));
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 1, 2, 3};
  private static final long CLOCK = 1_673_013_783_853L;

  private final Map<MessageId, KnownMessage> archived = new HashMap<>();
  private final Set<MessageId> tombstoned = new HashSet<>();
  private final List<ImportedChannel> channels = new ArrayList<>();
  private final List<JournalMessage> appended = new ArrayList<>();
  private Path root;

  @BeforeEach
  void writeExport(@TempDir Path directory) throws IOException {
    root = directory;
    Path export = Files.createDirectories(root.resolve("export"));
    Files.write(export.resolve("a.png"), PNG);
    String text =
        """
        {"guild":{"id":"1"},"channel":{"id":"7","type":"GuildTextChat","name":"c"},"messages":[
        {"id":"101","timestamp":"2023-01-06T14:03:03.853+00:00","content":"hello",
         "author":{"id":"9","name":"me","avatarUrl":"a.png"},
         "attachments":[{"url":"a.png","fileName":"a.png","fileSizeBytes":11}]},
        {"id":"102","timestamp":"2023-01-06T14:03:04+00:00","content":"world",
         "timestampEdited":"2023-01-06T15:00:00+00:00",
         "author":{"id":"9","name":"me","avatarUrl":"a.png"}}],"messageCount":2}
        """;
    Files.write(export.resolve("c.json"), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void append_newMessages_areInTheJournalWithTheirMedia() throws IOException {
    try (LiveJournal journal = journal()) {
      ImportReport report = run(journal);
      assertThat(report.stored()).isEqualTo(new ImportReport.Stored(2, 0, 0, 0));
      assertThat(journal.messages()).isEqualTo(2);
      assertThat(journal.windows()).containsExactly(TimeWindow.ofClock(CLOCK));
      assertThat(journal.find(id("101")).orElseThrow().imported()).isTrue();
      try (InputStream in = journal.media(Digest.sha256(PNG)).orElseThrow().open()) {
        assertThat(in.readAllBytes()).isEqualTo(PNG);
      }
      assertThat(channels).hasSize(1);
      assertThat(appended).hasSize(2);
    }
    try (LiveJournal again = journal()) {
      assertThat(run(again).stored()).isEqualTo(new ImportReport.Stored(0, 0, 2, 0));
      assertThat(again.messages()).isEqualTo(2);
    }
  }

  @Test
  void append_archivedWithSameEdit_isKnown_withOlderEdit_isTaken() throws IOException {
    archive("101", 0);
    archive("102", 5);
    try (LiveJournal journal = journal()) {
      assertThat(run(journal).stored()).isEqualTo(new ImportReport.Stored(1, 0, 1, 0));
      assertThat(journal.find(id("102"))).isPresent();
    }
  }

  @Test
  void append_deletedHere_doesNotComeBack() throws IOException {
    tombstoned.add(id("101"));
    try (LiveJournal journal = journal()) {
      assertThat(run(journal).stored()).isEqualTo(new ImportReport.Stored(1, 0, 0, 1));
      assertThat(journal.find(id("101"))).isEmpty();
    }
  }

  private ImportReport run(LiveJournal journal) throws IOException {
    JournalSink sink = new JournalSink(COMMUNITY, journal, new Archive(), new Heard());
    return new DiscordImport(CURVE, KEY, false, sink)
        .run(root.resolve("export"), ImportProgress.NONE);
  }

  private LiveJournal journal() throws IOException {
    return LiveJournal.open(root.resolve("live"), COMMUNITY.account(), new UnlimitedStorage());
  }

  private void archive(String id, long edited) {
    archived.put(
        id(id),
        new KnownMessage(
            id(id),
            MessageIds.importedChannel(COMMUNITY, ImportSource.DISCORD, "7"),
            COMMUNITY.key(),
            CLOCK,
            true,
            edited));
  }

  private static MessageId id(String sourceId) {
    return MessageIds.imported(COMMUNITY, ImportSource.DISCORD, sourceId);
  }

  private final class Heard implements JournalSink.Listener {
    @Override
    public void channel(ImportedChannel channel) {
      channels.add(channel);
    }

    @Override
    public void appended(List<JournalMessage> messages) {
      appended.addAll(messages);
    }
  }

  private final class Archive implements KnownMessages {
    @Override
    public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
      Map<MessageId, KnownMessage> found = new HashMap<>(archived);
      found.keySet().retainAll(ids);
      return found;
    }

    @Override
    public Set<MessageId> tombstoned(Collection<MessageId> ids) {
      Set<MessageId> found = new HashSet<>(tombstoned);
      found.retainAll(ids);
      return found;
    }

    @Override
    public boolean isSettled(SourceEntry operation) {
      return false;
    }

    @Override
    public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {
      archived.values().forEach(sink);
    }
  }
}
