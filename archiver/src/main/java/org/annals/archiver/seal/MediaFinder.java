package org.annals.archiver.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.chunk.ChunkFormat;
import org.annals.archiver.chunk.MediaUse;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PlaceholderReason;
import org.annals.archiver.message.SplitPayload;
import org.annals.keys.Digest;

/**
 * Says which media go with a record: what was cut out of its payload, and what an import names. The
 * bytes of an import's media are checked before they are promised. Confined to one thread.
 */
final class MediaFinder {
  private static final int REMEMBERED = 16_384;

  private final MessageSource source;
  private final Map<Digest, Optional<PlaceholderReason>> checked = new HashMap<>();

  MediaFinder(MessageSource source) {
    this.source = source;
  }

  /** What was cut out of a payload. */
  static List<MediaUse> cutOut(EnvelopeLoader.Loaded loaded) {
    List<MediaUse> uses = new ArrayList<>();
    for (SplitPayload.Piece piece : loaded.split().media()) {
      uses.add(stored(piece.media(), piece.copyFrom(loaded.payload())));
    }
    return uses;
  }

  /** What an edited message keeps of its original: cut out pieces and small ones alike. */
  static List<MediaUse> carried(EnvelopeLoader.Loaded original, MessageContent.Chat content) {
    List<MediaUse> uses = new ArrayList<>(cutOut(original));
    for (Attachment attachment : content.attachments()) {
      Optional<MediaRef> media = attachment.reference();
      if (attachment.place() instanceof Attachment.Inline inline && media.isPresent()) {
        uses.add(stored(media.get(), inline.bytes()));
      }
    }
    return uses;
  }

  private static MediaUse stored(MediaRef media, byte[] bytes) {
    return new MediaUse.Stored(media, () -> new ByteArrayInputStream(bytes));
  }

  /** What an import names. */
  List<MediaUse> imported(MessageContent.Chat content) throws IOException {
    List<MediaUse> uses = new ArrayList<>();
    for (Attachment attachment : content.attachments()) {
      if (attachment.place() instanceof Attachment.Stored && attachment.reference().isPresent()) {
        MediaRef media = attachment.reference().get();
        Optional<PlaceholderReason> lacking = lacking(media, attachment.kind());
        uses.add(
            lacking.isPresent()
                ? new MediaUse.Omitted(media, lacking.get())
                : new MediaUse.Stored(media, () -> open(media.digest())));
      }
    }
    return uses;
  }

  private InputStream open(Digest digest) throws IOException {
    return source
        .media(digest)
        .orElseThrow(() -> new IOException("media " + digest + " have gone while packing"))
        .open();
  }

  private Optional<PlaceholderReason> lacking(MediaRef media, Attachment.Kind kind)
      throws IOException {
    if (media.size() > ChunkFormat.MAX_MEDIA_BLOB) {
      return Optional.of(PlaceholderReason.TOO_LARGE);
    }
    Optional<PlaceholderReason> known = checked.get(media.digest());
    if (known == null) {
      if (checked.size() >= REMEMBERED) {
        checked.clear();
      }
      known = check(media, kind);
      checked.put(media.digest(), known);
    }
    return known;
  }

  private Optional<PlaceholderReason> check(MediaRef media, Attachment.Kind kind)
      throws IOException {
    Optional<MediaBlob> blob = source.media(media.digest());
    if (blob.isEmpty()) {
      return Optional.of(
          kind == Attachment.Kind.FILE ? PlaceholderReason.EXCLUDED : PlaceholderReason.MISSING);
    }
    MessageDigest sha256 = Digest.newSha256();
    long length = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = blob.get().open()) {
      int count;
      while (length <= media.size() && (count = in.read(buffer)) > 0) {
        sha256.update(buffer, 0, count);
        length += count;
      }
    }
    boolean whole =
        length == media.size() && Arrays.equals(sha256.digest(), media.digest().toBytes());
    return whole ? Optional.empty() : Optional.of(PlaceholderReason.MISSING);
  }
}
