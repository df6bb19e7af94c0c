package org.annals.archiver.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.chunk.AcceptedRecord;
import org.annals.archiver.chunk.AuthenticatedSection;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.MediaEntry;
import org.annals.archiver.chunk.MediaUse;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.RecordAuthenticator;
import org.annals.archiver.chunk.SectionOutcome;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;

/**
 * The records of a chunk as the packer had them: with their places and the media that they use.
 * Media bytes are read from the chunk when they are needed. Confined to one thread.
 */
final class ArchivedRecords {
  private final ChunkReader chunk;
  private final Map<Digest, MediaEntry> media = new HashMap<>();

  private ArchivedRecords(ChunkReader chunk) {
    this.chunk = chunk;
    chunk.index().media().forEach(entry -> media.put(entry.digest(), entry));
  }

  /** A record with what its envelope says. */
  record Placed(PlacedRecord record, Optional<MessageContent> content) {}

  /** The good ones, in walk order, and how many were refused, by cause. */
  record Read(List<Placed> records, SortedMap<String, Integer> rejected) {}

  /**
   * Reads all records of an open chunk; their signatures are checked.
   *
   * @throws MalformedException when a section is broken
   */
  static Read of(ChunkReader chunk, Authenticator authenticator)
      throws IOException, MalformedException {
    ArchivedRecords records = new ArchivedRecords(chunk);
    RecordAuthenticator check = new RecordAuthenticator(chunk, authenticator);
    List<Placed> all = new ArrayList<>();
    SortedMap<String, Integer> rejected = new TreeMap<>();
    for (int section = 0; section < chunk.sections(); section++) {
      SectionOutcome outcome = chunk.section(section);
      if (!(outcome instanceof SectionOutcome.Read read)) {
        throw new MalformedException(((SectionOutcome.Rejected) outcome).reason());
      }
      AuthenticatedSection checked = check.authenticate(read);
      for (AcceptedRecord record : checked.accepted()) {
        all.add(new Placed(records.placed(record), record.content()));
      }
      checked.rejected().forEach((cause, count) -> rejected.merge(cause, count, Integer::sum));
    }
    all.sort((a, b) -> PlacedRecord.WALK.compare(a.record(), b.record()));
    return new Read(all, rejected);
  }

  private PlacedRecord placed(AcceptedRecord record) {
    return PlacedRecord.of(
        record.channel(), record.clock(), record.id(), record.record(), uses(record));
  }

  private List<MediaUse> uses(AcceptedRecord accepted) {
    if (accepted.record() instanceof ArchiveRecord.Edited edited) {
      return edited.carried().media().stream().map(this::use).toList();
    }
    if (accepted.content().orElse(null) instanceof MessageContent.Chat chat
        && chat.imported().isPresent()) {
      return chat.attachments().stream()
          .filter(attachment -> attachment.place() instanceof Attachment.Stored)
          .flatMap(attachment -> attachment.reference().stream())
          .map(this::use)
          .toList();
    }
    return PlacedRecord.of(null, 0, accepted.id(), accepted.record(), List.of()).envelope().stream()
        .flatMap(envelope -> envelope.payload().stream())
        .filter(PayloadPart.Media.class::isInstance)
        .map(part -> use(((PayloadPart.Media) part).media()))
        .toList();
  }

  private MediaUse use(MediaRef wanted) {
    MediaEntry entry = media.get(wanted.digest());
    if (entry instanceof MediaEntry.Archived archived) {
      return new MediaUse.Stored(wanted, () -> new ByteArrayInputStream(chunk.read(archived)));
    }
    if (entry instanceof MediaEntry.Placeholder placeholder) {
      return new MediaUse.Omitted(wanted, placeholder.reason());
    }
    throw new IllegalArgumentException("a record uses media that its chunk does not name");
  }
}
