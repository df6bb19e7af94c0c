package org.annals.node.owner;

import java.io.IOException;
import java.util.List;
import org.annals.importer.ImportedChannel;
import org.annals.importer.JournalSink;
import org.annals.importer.journal.JournalMessage;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.node.community.Community;

/** Shows what an import put into the journal: channels by name, messages in the database. */
public final class ImportedHistory implements JournalSink.Listener {
  private final Community community;

  private ImportedHistory(Community community) {
    this.community = community;
  }

  /** The way of an import into a community that this home owns. */
  public static JournalSink into(Community community) {
    return new JournalSink(
        community.id(),
        community.journal(),
        community.messages().known(),
        new ImportedHistory(community));
  }

  @Override
  public void channel(ImportedChannel channel) throws IOException {
    community.describe(
        new ChannelEntry(
            channel.id(),
            channel.name(),
            channel.description(),
            channel.category(),
            channel.order()));
  }

  @Override
  public void appended(List<JournalMessage> messages) throws IOException {
    community.messages().addLive(messages);
  }
}
