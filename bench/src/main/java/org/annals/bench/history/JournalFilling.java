package org.annals.bench.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.message.MessageType;
import org.annals.importer.journal.JournalMessage;
import org.annals.importer.journal.LiveJournal;
import org.annals.workload.WorkloadChannel;
import org.annals.workload.WorkloadMessage;
import org.annals.workload.WorkloadSink;

/** Puts generated messages into a journal, many at a time. Confined to one thread. */
final class JournalFilling implements WorkloadSink {
  private static final int BATCH = 50_000;

  private final LiveJournal journal;
  private final boolean onlyMessages;
  private final List<JournalMessage> batch = new ArrayList<>();
  private long written;

  JournalFilling(LiveJournal journal, boolean onlyMessages) {
    this.journal = journal;
    this.onlyMessages = onlyMessages;
  }

  @Override
  public void channel(WorkloadChannel channel) {}

  @Override
  public void message(WorkloadMessage message) throws IOException {
    if (onlyMessages && message.envelope().type() != MessageType.CHAT) {
      return;
    }
    add(
        new JournalMessage(
            message.channel(),
            message.author(),
            message.id(),
            message.clock(),
            message.envelope().type(),
            message.target().orElse(null),
            false,
            0,
            List.of(),
            message.envelope().encode()));
  }

  void add(JournalMessage message) throws IOException {
    batch.add(message);
    if (batch.size() == BATCH) {
      end();
    }
  }

  void end() throws IOException {
    journal.append(batch);
    written += batch.size();
    batch.clear();
    System.err.printf("bench: generated %,d messages%n", written);
  }
}
