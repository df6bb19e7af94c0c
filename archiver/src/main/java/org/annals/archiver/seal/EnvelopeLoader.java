package org.annals.archiver.seal;

import java.io.IOException;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.message.ContentOutcome;
import org.annals.archiver.message.ContentReader;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.SplitPayload;
import org.annals.archiver.message.StatedEnvelope;

/** Reads the envelopes of a table's entries from the source. Confined to one thread. */
final class EnvelopeLoader {
  private final MessageSource source;
  private final ContentReader contents;

  EnvelopeLoader(MessageSource source, CommunityId community) {
    this.source = source;
    this.contents = new ContentReader(community);
  }

  /**
   * An envelope with its payload whole and in parts.
   *
   * @param payload whole; never modified
   */
  record Loaded(StatedEnvelope envelope, SplitPayload split, byte[] payload) {}

  /** Empty when the bytes are no acceptable envelope. */
  Optional<Loaded> load(EntryTable table, int entry) throws IOException {
    Envelope.Outcome outcome = Envelope.parse(source.envelope(table.locator(entry)));
    if (!(outcome instanceof Envelope.Parsed parsed)
        || parsed.envelope().type() != table.type(entry)) {
      return Optional.empty();
    }
    Envelope envelope = parsed.envelope();
    SplitPayload split = SplitPayload.of(envelope.type(), envelope.payload());
    StatedEnvelope stated =
        new StatedEnvelope(
            table.author(entry), envelope.signature(), envelope.type(), split.parts());
    return Optional.of(new Loaded(stated, split, envelope.payload()));
  }

  /** What an entry says, empty when it breaks a rule. */
  Optional<MessageContent> content(EntryTable table, int entry) throws IOException {
    return load(table, entry).flatMap(loaded -> content(loaded.envelope()));
  }

  Optional<MessageContent> content(StatedEnvelope envelope) {
    return contents.read(envelope) instanceof ContentOutcome.Accepted accepted
        ? Optional.of(accepted.content())
        : Optional.empty();
  }
}
