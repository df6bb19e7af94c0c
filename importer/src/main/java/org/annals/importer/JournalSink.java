package org.annals.importer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Authentication;
import org.annals.archiver.message.ContentOutcome;
import org.annals.archiver.message.ContentReader;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.importer.journal.AppendOutcome;
import org.annals.importer.journal.JournalBlob;
import org.annals.importer.journal.JournalMessage;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;

/**
 * Puts imported messages into the live journal.
 *
 * <ul>
 *   <li>What is archived already with the same or a later edit is not taken again: packing the same
 *       export twice adds nothing to the archive.
 *   <li>What was deleted here does not come back (FORMAT section 8).
 * </ul>
 *
 * <p>Confined to one thread.
 */
public final class JournalSink implements ImportSink {
  private final CommunityId community;
  private final LiveJournal journal;
  private final KnownMessages archived;
  private final Listener listener;
  private final ContentReader reader;

  /** Is told what came in. */
  public interface Listener {
    /** A channel of the import. */
    void channel(ImportedChannel channel) throws IOException;

    /** Messages that are durable in the journal, whether new there or not. */
    void appended(List<JournalMessage> messages) throws IOException;
  }

  /** Into this journal, beside what the archive has. */
  public JournalSink(
      CommunityId community, LiveJournal journal, KnownMessages archived, Listener listener) {
    this.community = community;
    this.journal = journal;
    this.archived = archived;
    this.listener = listener;
    this.reader = new ContentReader(community);
  }

  @Override
  public void channel(ImportedChannel channel) throws IOException {
    listener.channel(channel);
  }

  @Override
  public Outcome append(List<Item> items) throws IOException {
    List<MessageId> ids = items.stream().map(Item::id).distinct().toList();
    Map<MessageId, KnownMessage> known = archived.find(ids);
    Set<MessageId> deleted = archived.tombstoned(ids);
    List<JournalMessage> messages = new ArrayList<>();
    List<JournalBlob> blobs = new ArrayList<>();
    Set<Wanted> seen = new HashSet<>();
    int skipped = 0;
    int gone = 0;
    for (Item item : items) {
      KnownMessage before = known.get(item.id());
      if (deleted.contains(item.id())) {
        gone++;
      } else if (before != null && before.edited() >= item.message().mark().edited()) {
        skipped++;
      } else {
        JournalMessage message = journalMessage(item);
        messages.add(message);
        for (Media media : item.media()) {
          take(message.window(), media, seen, blobs);
        }
      }
    }
    AppendOutcome outcome = journal.append(messages, blobs);
    if (outcome instanceof AppendOutcome.Refused refused) {
      return new Outcome.Refused(refused.reason());
    }
    listener.appended(messages);
    AppendOutcome.Appended done = (AppendOutcome.Appended) outcome;
    return new Outcome.Appended(done.added(), done.replaced(), done.known() + skipped, gone);
  }

  private record Wanted(TimeWindow window, Digest digest) {}

  private void take(TimeWindow window, Media media, Set<Wanted> seen, List<JournalBlob> blobs)
      throws IOException {
    if (!seen.add(new Wanted(window, media.digest())) || journal.hasMedia(window, media.digest())) {
      return;
    }
    byte[] bytes;
    try (InputStream in = media.bytes().open()) {
      bytes = in.readNBytes(JournalBlob.MAX_LENGTH);
    }
    if (!Digest.sha256(bytes).equals(media.digest())) {
      throw new IOException("a media file changed while it was imported");
    }
    blobs.add(new JournalBlob(window, media.digest(), bytes));
  }

  /** Its signature was made in this process a moment ago; only its content is read here. */
  private JournalMessage journalMessage(Item item) {
    ContentOutcome content = reader.read(item.envelope().statedBy(community.key()));
    if (content instanceof ContentOutcome.Accepted accepted) {
      return JournalMessage.of(
          item.envelope(),
          community.key(),
          new Authentication.Authenticated(item.id(), accepted.content()));
    }
    throw new IllegalStateException("an import does not obey the message rules: " + content);
  }
}
