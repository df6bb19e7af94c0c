package org.annals.archiver.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;

/**
 * A signed payload cut into parts (FORMAT section 4): images, sounds and attachments from 512 bytes
 * on stand by themselves, so that equal ones are stored once. A payload that is no chat message by
 * the strict rules of FORMAT section 2 is one inline part. The parts one after the other are always
 * the payload.
 *
 * @param parts neighbouring inline parts are one, none is empty
 * @param media the cut out pieces, in payload order
 */
public record SplitPayload(List<PayloadPart> parts, List<Piece> media) {
  /** Fewer bytes stay inline. */
  public static final int MIN_MEDIA = 512;

  public SplitPayload {
    parts = List.copyOf(parts);
    media = List.copyOf(media);
  }

  /**
   * Where a medium's bytes are in the payload.
   *
   * @param offset from the payload's first byte
   */
  public record Piece(MediaRef media, int offset) {
    /** A copy of the bytes. */
    public byte[] copyFrom(byte[] payload) {
      return Arrays.copyOfRange(payload, offset, offset + (int) media.size());
    }
  }

  /** Cuts a payload; the inline parts are copies. */
  public static SplitPayload of(int type, byte[] payload) {
    List<Piece> pieces = type == MessageType.CHAT ? pieces(payload) : List.of();
    if (pieces.isEmpty()) {
      return new SplitPayload(List.of(new PayloadPart.Inline(payload)), List.of());
    }
    List<PayloadPart> parts = new ArrayList<>();
    int done = 0;
    for (Piece piece : pieces) {
      addInline(parts, payload, done, piece.offset());
      parts.add(new PayloadPart.Media(piece.media()));
      done = piece.offset() + (int) piece.media().size();
    }
    addInline(parts, payload, done, payload.length);
    return new SplitPayload(parts, pieces);
  }

  private static void addInline(List<PayloadPart> parts, byte[] payload, int from, int to) {
    if (to > from) {
      parts.add(new PayloadPart.Inline(Arrays.copyOfRange(payload, from, to)));
    }
  }

  private static List<Piece> pieces(byte[] payload) {
    if (payload.length < MIN_MEDIA) {
      return List.of();
    }
    try {
      return pieces(PayloadTree.parse(StatusSchemas.CHAT, PartsCursor.of(payload)));
    } catch (MalformedException e) {
      // Not a chat message by the rules: whoever asks for its content is told so.
      return List.of();
    }
  }

  private static List<Piece> pieces(PayloadTree tree) {
    List<Piece> pieces = new ArrayList<>();
    tree.message(10)
        .flatMap(image -> piece(image, 1, MediaTypes.ofImageFormat(image.number(2))))
        .ifPresent(pieces::add);
    tree.message(11)
        .flatMap(audio -> piece(audio, 1, MediaTypes.ofAudioType(audio.number(2))))
        .ifPresent(pieces::add);
    tree.message(99)
        .ifPresent(
            discord ->
                discord.messages(8).stream()
                    .flatMap(file -> piece(file, 7, MediaTypes.ofDeclared(file.text(6))).stream())
                    .forEach(pieces::add));
    pieces.sort(Comparator.comparingInt(Piece::offset));
    return pieces;
  }

  private static Optional<Piece> piece(PayloadTree fields, int number, String mediaType) {
    if (fields.media(number) instanceof PayloadTree.Blob blob && blob.bytes().length >= MIN_MEDIA) {
      byte[] bytes = blob.bytes();
      MediaRef media = new MediaRef(Digest.sha256(bytes), bytes.length, "", mediaType);
      return Optional.of(new Piece(media, (int) blob.offset()));
    }
    return Optional.empty();
  }
}
