package org.annals.importer.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ContentOutcome;
import org.annals.archiver.message.ContentReader;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PayloadPart;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes of all facts about a message what is shown. A pure function of the set of facts: nothing
 * here depends on the order in which they came (FORMAT sections 2, 4 and 8).
 */
final class Resolver {
  /** Type 85 has no target; its facts stand under this one. */
  static final MessageId NO_TARGET = MessageId.parse("0".repeat(64));

  private final Rows rows;
  private final CommunityId community;
  private final ContentReader reader;
  private final Predicate<PublicKey> moderators;
  private final AlbumDeletions albums;

  Resolver(Rows rows, CommunityId community, Predicate<PublicKey> moderators) {
    this.rows = rows;
    this.community = community;
    this.reader = new ContentReader(community);
    this.moderators = moderators;
    this.albums = new AlbumDeletions(rows, this);
  }

  /** Text that an author put in the place of another, and when. */
  record Edit(PublicKey author, long clock, MessageId id, String text) {
    /** Highest clock, then lower id. */
    boolean beats(@Nullable Edit other) {
      return other == null
          || clock > other.clock
          || (clock == other.clock && id.compareTo(other.id) < 0);
    }
  }

  /** A message before its facts are applied: an original, or what is carried of it. */
  record Base(StoredRow row, MessageContent.Chat chat, boolean carried) {}

  /** What one row holds, read once. */
  private record Version(StoredRow row, MessageContent content) {}

  /**
   * The message that these rows, all of one id, make up.
   *
   * @param all every row of the id, in any order
   */
  Optional<ShownMessage> resolve(View view, List<StoredRow> all) {
    MessageId id = all.get(0).id();
    if (rows.isTombstoned(id)) {
      return Optional.empty();
    }
    List<Version> versions = new ArrayList<>(all.size());
    for (StoredRow row : all) {
      if (rows.inView(view, row)) {
        content(row).ifPresent(content -> versions.add(new Version(row, content)));
      }
    }
    Base base = base(versions);
    if (base == null || rows.isOver(base.row().channel(), base.row().clock())) {
      return Optional.empty();
    }
    List<StoredRow> facts = rows.tables.facts().isEmpty() ? List.of() : rows.facts(id);
    FactsOf about = new FactsOf(base, this);
    versions.forEach(v -> carriedEdit(v.row(), v.content()).ifPresent(about::edit));
    for (StoredRow fact : facts) {
      if (rows.inView(view, fact)) {
        content(fact).ifPresent(content -> about.fact(fact, content));
      }
    }
    if (about.deleted()
        || (view == View.ALL && (deletedWithItsAuthor(base) || albums.take(base)))) {
      return Optional.empty();
    }
    return Optional.of(about.shown(rows.listedSource(listedOf(versions, base)).map(Source::chunk)));
  }

  /** A row of the same kind that is listed, so that an archived message is not called live. */
  private StoredRow listedOf(List<Version> versions, Base base) {
    for (Version version : versions) {
      boolean same = version.row().envelope().author().equals(base.row().envelope().author());
      if (same && rows.listedSource(version.row()).isPresent()) {
        return version.row();
      }
    }
    return base.row();
  }

  /** Which of these rows of one id is the original that counts; empty when there are edits only. */
  Optional<StoredRow> winner(List<StoredRow> all) {
    List<Version> versions = new ArrayList<>(all.size());
    for (StoredRow row : all) {
      content(row).ifPresent(content -> versions.add(new Version(row, content)));
    }
    Base base = base(versions);
    return base == null || base.carried() ? Optional.empty() : Optional.of(base.row());
  }

  boolean isImport(StoredRow row) {
    return content(row).orElse(null) instanceof MessageContent.Chat chat
        && chat.imported().isPresent();
  }

  private @Nullable Base base(List<Version> versions) {
    Version best = null;
    for (Version version : versions) {
      if (version.content() instanceof MessageContent.Chat
          && (best == null || beats(version, best))) {
        best = version;
      }
    }
    if (best != null) {
      return new Base(best.row(), (MessageContent.Chat) best.content(), false);
    }
    Version edited = null;
    for (Version version : versions) {
      if (version.row().carried().isPresent() && (edited == null || laterEdit(version, edited))) {
        edited = version;
      }
    }
    return edited == null ? null : new Base(edited.row(), CarriedChat.of(edited.row()), true);
  }

  /** Imports: newest edit, then greater payload. Rows of one native id are equal but for source. */
  private static boolean beats(Version challenger, Version holder) {
    long mine = editedAtSource(challenger.content());
    long other = editedAtSource(holder.content());
    if (mine != other) {
      return mine > other;
    }
    int payload = Arrays.compareUnsigned(inline(challenger.row()), inline(holder.row()));
    return payload > 0 || (payload == 0 && challenger.row().source() < holder.row().source());
  }

  private static long editedAtSource(MessageContent content) {
    return content instanceof MessageContent.Chat chat
        ? chat.imported().map(ImportMark::edited).orElse(0L)
        : 0;
  }

  static byte[] inline(StoredRow row) {
    byte[] all = {};
    for (PayloadPart part : row.envelope().payload()) {
      if (part instanceof PayloadPart.Inline piece) {
        int before = all.length;
        all = Arrays.copyOf(all, before + piece.bytes().length);
        System.arraycopy(piece.bytes(), 0, all, before, piece.bytes().length);
      }
    }
    return all;
  }

  private static boolean laterEdit(Version challenger, Version holder) {
    Edit mine = edit(challenger.row(), challenger.content());
    Edit other = edit(holder.row(), holder.content());
    if (mine != null && (mine.beats(other) || (other != null && other.beats(mine)))) {
      return mine.beats(other);
    }
    // The same edit carried by two chunks: whatever is decided, it is the same everywhere.
    return carriedOrder(challenger.row()).compareTo(carriedOrder(holder.row())) < 0;
  }

  private static String carriedOrder(StoredRow row) {
    return row.carried().map(Object::toString).orElse("");
  }

  private Optional<Edit> carriedEdit(StoredRow row, MessageContent content) {
    return row.carried().isPresent() ? Optional.ofNullable(edit(row, content)) : Optional.empty();
  }

  /** The edit in a row, one that stands for itself or one with what it carries. */
  static @Nullable Edit edit(StoredRow row, MessageContent content) {
    return content instanceof MessageContent.Edit edit
        ? new Edit(
            row.envelope().author(), edit.clock(), row.editId().orElse(row.id()), edit.text())
        : null;
  }

  /** What a row says; empty when a newer version of the program wrote what this one cannot read. */
  Optional<MessageContent> content(StoredRow row) {
    return reader.read(row.envelope()) instanceof ContentOutcome.Accepted accepted
        ? Optional.of(accepted.content())
        : Optional.empty();
  }

  /** Whether this author's word deletes a message of that author. */
  boolean mayDelete(PublicKey deleter, PublicKey author) {
    return deleter.equals(author) || isModerator(deleter);
  }

  private boolean isModerator(PublicKey key) {
    return key.equals(community.key()) || moderators.test(key);
  }

  private boolean deletedWithItsAuthor(Base base) {
    if (base.chat().imported().isPresent()) {
      return false;
    }
    for (StoredRow row : rows.facts(NO_TARGET)) {
      boolean vouched = row.source() != Sources.LIVE || isModerator(row.envelope().author());
      if (vouched
          && row.clock() >= base.row().clock()
          && content(row).orElse(null) instanceof MessageContent.MemberDeletion deletion
          && deletion.deletes(base.row().id(), base.row().envelope().author())) {
        return true;
      }
    }
    return false;
  }
}
