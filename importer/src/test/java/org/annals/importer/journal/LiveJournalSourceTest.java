package org.annals.importer.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.MessageSourceContract;
import org.annals.archiver.seal.SampleItem;
import org.annals.keys.Digest;
import org.annals.quota.UnlimitedStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class LiveJournalSourceTest extends MessageSourceContract {
  @TempDir Path folder;
  private @Nullable LiveJournal journal;
  private int opened;

  @Override
  protected MessageSource source(List<SampleItem> items) throws IOException {
    return filled(items, List.of());
  }

  @Override
  protected MessageSource source(SampleItem imported, byte[] media) throws IOException {
    TimeWindow window = TimeWindow.ofClock(imported.clock());
    return filled(List.of(imported), List.of(new JournalBlob(window, Digest.sha256(media), media)));
  }

  private MessageSource filled(List<SampleItem> items, List<JournalBlob> blobs) throws IOException {
    close();
    LiveJournal fresh =
        LiveJournal.open(
            folder.resolve("live" + opened++), community.id.account(), new UnlimitedStorage());
    journal = fresh;
    fresh.append(items.stream().map(LiveJournalSourceTest::message).toList(), blobs);
    return fresh;
  }

  private static JournalMessage message(SampleItem item) {
    return new JournalMessage(
        item.channel(),
        item.author(),
        item.id(),
        item.clock(),
        item.type(),
        item.target(),
        item.imported(),
        item.imported() ? 5 : 0,
        List.of(),
        item.envelope());
  }

  @AfterEach
  void close() throws IOException {
    if (journal != null) {
      journal.close();
    }
  }
}
