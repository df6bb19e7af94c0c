package org.annals.importer;

import java.io.IOException;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.ImportedMessage;
import org.annals.archiver.seal.MediaBlob;
import org.annals.keys.Digest;

/**
 * Where the messages of another program's history go: the live journal. Called by one thread.
 *
 * <p>Taking the same thing again changes nothing: of two versions of one message the one that wins
 * by FORMAT section 2 stays.
 */
public interface ImportSink {

  /** Takes a channel; all of an import's channels come before its messages. */
  void channel(ImportedChannel channel) throws IOException;

  /** Takes messages with the media that they need, durably, all or none. */
  Outcome append(List<Item> items) throws IOException;

  /**
   * A message.
   *
   * @param envelope signed by the community
   * @param media bytes that the message refers to and that are at hand; each at most 24 MiB
   */
  record Item(
      ImportedMessage message,
      ChannelId channel,
      MessageId id,
      Envelope envelope,
      List<Media> media) {
    public Item {
      media = List.copyOf(media);
    }
  }

  /**
   * Bytes of an attachment or avatar.
   *
   * @param digest SHA-256 that the bytes had when they were looked at; to be checked when read
   */
  record Media(Digest digest, MediaBlob bytes) {}

  /** What became of an append. */
  sealed interface Outcome {
    /**
     * Everything is durable.
     *
     * @param added were not there
     * @param replaced took the place of an older version
     * @param known were there, or a newer version was
     * @param deleted were deleted here; they do not come back
     */
    record Appended(int added, int replaced, int known, int deleted) implements Outcome {}

    /** There is no room; nothing was written. */
    record Refused(String reason) implements Outcome {}
  }
}
