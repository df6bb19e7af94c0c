package org.annals.archiver.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;
import org.annals.keys.Keccak256;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;

/**
 * Checks messages of one community against their stated authors (FORMAT section 2) and finds their
 * ids. Media are streamed through the hashes, never held.
 *
 * <p>Thread-safe: meant to be called from several threads at once.
 */
public final class Authenticator {
  private final CommunityId community;
  private final Secp256k1 curve;
  private final ContentReader reader;
  private final AuthorKeys authors;

  /** One pair a thread: making them anew for each message was a twentieth of all garbage. */
  private final ThreadLocal<Both> hashing = ThreadLocal.withInitial(Both::new);

  /** For one community. */
  public Authenticator(CommunityId community, Secp256k1 curve) {
    this.community = community;
    this.curve = curve;
    this.reader = new ContentReader(community);
    this.authors = new AuthorKeys(curve);
  }

  /**
   * Checks an envelope that stands in, or came on, a channel.
   *
   * @throws IOException when media cannot be read
   */
  public Authentication signed(ChannelId channel, StatedEnvelope envelope, MediaBytes media)
      throws IOException {
    return authenticate(reader.readOn(channel, envelope), envelope, media);
  }

  /**
   * Checks an envelope of any channel of the community.
   *
   * @throws IOException when media cannot be read
   */
  public Authentication signed(StatedEnvelope envelope, MediaBytes media) throws IOException {
    return authenticate(reader.read(envelope), envelope, media);
  }

  /**
   * Checks what an edited message proves: id, channel, author and text. What is carried is the
   * community's word. The outcome has the original's id and the {@link MessageContent.Edit}.
   */
  public Authentication edited(ChannelId channel, ArchiveRecord.Edited record) throws IOException {
    Authentication outcome = signed(channel, record.edit(), MediaBytes.NONE);
    if (!(outcome instanceof Authentication.Authenticated done)) {
      return outcome;
    }
    if (!(done.content() instanceof MessageContent.Edit edit)
        || !edit.target().equals(record.id())) {
      return new Authentication.Rejected("edit of another message");
    }
    if (record.carried().clock() >= edit.clock()) {
      return new Authentication.Rejected("edit is not later than its original");
    }
    return new Authentication.Authenticated(record.id(), edit);
  }

  /**
   * Checks a tombstone's deletion, if it has one, down to its target. Whether the one who deleted
   * had the right to is the community's word. The outcome has the target's id.
   */
  public Optional<String> tombstoneFault(ArchiveRecord.Tombstone tombstone) throws IOException {
    if (tombstone.deletion().isEmpty()) {
      return Optional.empty();
    }
    Authentication outcome = signed(tombstone.deletion().get(), MediaBytes.NONE);
    if (outcome instanceof Authentication.Rejected rejected) {
      return Optional.of(rejected.reason());
    }
    return outcome instanceof Authentication.Authenticated done && names(done.content(), tombstone)
        ? Optional.empty()
        : Optional.of("deletion of another message");
  }

  /** The native id of an envelope with a whole payload; for imports see {@link MessageIds}. */
  public Optional<MessageId> nativeId(PublicKey author, Envelope envelope) {
    return authors.uncompressed(author).map(envelope::id);
  }

  private static boolean names(MessageContent content, ArchiveRecord.Tombstone tombstone) {
    if (content instanceof MessageContent.Deletion deletion) {
      return deletion.target().equals(tombstone.target())
          && deletion.channel().equals(tombstone.channel());
    }
    return content instanceof MessageContent.MemberDeletion deletion
        && (deletion.messages().isEmpty() || deletion.messages().contains(tombstone.target()));
  }

  private Authentication authenticate(
      ContentOutcome outcome, StatedEnvelope envelope, MediaBytes media) throws IOException {
    if (outcome instanceof ContentOutcome.Rejected rejected) {
      return new Authentication.Rejected(rejected.reason());
    }
    MessageContent content = ((ContentOutcome.Accepted) outcome).content();
    Optional<byte[]> point = authors.uncompressed(envelope.author());
    if (point.isEmpty()) {
      return new Authentication.Rejected("author is not on the curve");
    }
    Optional<Hashes> hashes = hashes(envelope, point.get(), media);
    if (hashes.isEmpty()) {
      return new Authentication.Rejected("media are not there");
    }
    if (!curve.verify(envelope.author(), hashes.get().payload(), envelope.signature())) {
      return new Authentication.Rejected("signature is not the author's");
    }
    return new Authentication.Authenticated(id(content, hashes.get()), content);
  }

  private MessageId id(MessageContent content, Hashes hashes) {
    if (content instanceof MessageContent.Chat chat && chat.imported().isPresent()) {
      ImportMark mark = chat.imported().get();
      return MessageIds.imported(community, mark.source(), mark.id());
    }
    return new MessageId(hashes.id());
  }

  private record Hashes(Digest payload, Digest id) {}

  /** Both hashes in one pass: of the payload, and of key and envelope around the payload. */
  private Optional<Hashes> hashes(StatedEnvelope envelope, byte[] point, MediaBytes media)
      throws IOException {
    Both both = hashing.get();
    both.clear();
    Keccak256 payloadHash = both.first;
    Keccak256 idHash = both.second;
    idHash.write(point);
    idHash.write(EnvelopeFrame.before(envelope.signature(), envelope.payloadLength()));
    for (PayloadPart part : envelope.payload()) {
      if (part instanceof PayloadPart.Inline inline) {
        both.write(inline.bytes(), 0, inline.bytes().length);
      } else if (part instanceof PayloadPart.Media piece && !media.writeTo(piece.media(), both)) {
        return Optional.empty();
      }
    }
    idHash.write(EnvelopeFrame.after(envelope.type()));
    return Optional.of(new Hashes(payloadHash.digest(), idHash.digest()));
  }

  private static final class Both extends OutputStream {
    private final Keccak256 first = new Keccak256();
    private final Keccak256 second = new Keccak256();

    /** What was left unfinished does not count. */
    void clear() {
      first.clear();
      second.clear();
    }

    @Override
    public void write(int b) {
      first.write(b);
      second.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      first.write(bytes, offset, length);
      second.write(bytes, offset, length);
    }
  }
}
