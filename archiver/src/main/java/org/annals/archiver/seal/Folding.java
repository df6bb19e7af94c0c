package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.TombstoneReason;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Folds edits, deletions, reactions and pins into the messages that they are about (FORMAT sections
 * 3, 4 and 8). A pure function of the entries, the rules and what is archived: never of the order
 * in which entries came. Used once.
 */
final class Folding {
  private static final String REPLACED = "replaced by a later one";

  private final PackScope scope;
  private final EntryTable table;
  private final Folded folded;
  private final Set<MessageId> goneElsewhere = new HashSet<>();

  private Folding(PackScope scope, EntryTable table) {
    this.scope = scope;
    this.table = table;
    this.folded = new Folded(table);
  }

  /** Folds the entries of a window; those of the following one may be among them. */
  static Folded fold(PackScope scope, EntryTable table) throws IOException {
    return new Folding(scope, table).run();
  }

  private Folded run() throws IOException {
    table.index(MessageType.CHAT);
    boolean[] skipped = ArchivedCheck.of(scope, table);
    TargetLookup targets = new TargetLookup(scope, table, skipped);
    targets.run();
    MemberDeletions members = new MemberDeletions(scope, folded);
    for (int entry = 0; entry < table.size(); entry++) {
      if (table.type(entry) == MessageType.CHAT && !skipped[entry]) {
        decide(entry, targets.here.get(entry), members);
      }
    }
    new Albums(scope, folded).deleteWhole(skipped);
    for (Map.Entry<Integer, Operations> target : targets.here.entrySet()) {
      foldHere(target.getKey(), target.getValue());
    }
    for (Map.Entry<MessageId, Operations> target : targets.elsewhere.entrySet()) {
      foldElsewhere(target.getKey(), target.getValue());
    }
    addRemoved();
    members.addExtras(goneElsewhere);
    return folded;
  }

  private void decide(int entry, @Nullable Operations operations, MemberDeletions members) {
    MessageId id = table.id(entry);
    TombstoneReason removed = scope.rules().removed().get(id);
    if (removed != null) {
      folded.gone.put(entry, new Folded.Gone(removed, Folded.NONE));
      return;
    }
    if (operations != null) {
      int deletion = deletion(operations, table.author(entry), table.imported(entry));
      if (deletion >= 0) {
        TombstoneReason reason = reason(deletion, table.author(entry), table.imported(entry));
        folded.gone.put(entry, new Folded.Gone(reason, deletion));
        return;
      }
    }
    boolean banned =
        !table.imported(entry)
            && (scope.rules().banned().contains(table.author(entry))
                || members.delete(id, table.author(entry), table.clock(entry)));
    if (banned) {
      folded.gone.put(entry, new Folded.Gone(TombstoneReason.BAN, Folded.NONE));
    } else {
      folded.kept[entry] = true;
    }
  }

  /** The first deletion by the author or by someone who may, or -1. */
  private int deletion(Operations operations, @Nullable PublicKey author, boolean imported) {
    int first = Folded.NONE;
    for (int deletion : operations.deletions) {
      PublicKey by = table.author(deletion);
      if (scope.mayDelete(by) || (!imported && isSame(by, author))) {
        first = first < 0 || table.compare(deletion, first) < 0 ? deletion : first;
      } else {
        scope.left().count("deletion without the right to");
      }
    }
    return first;
  }

  private static boolean isSame(PublicKey member, @Nullable PublicKey author) {
    return author != null && member.equals(author);
  }

  private TombstoneReason reason(int deletion, @Nullable PublicKey author, boolean imported) {
    PublicKey by = table.author(deletion);
    if (!imported && isSame(by, author)) {
      return TombstoneReason.AUTHOR;
    }
    return by.equals(scope.community().key()) ? TombstoneReason.OWNER : TombstoneReason.MODERATOR;
  }

  private void foldHere(int entry, Operations operations) throws IOException {
    if (!folded.kept[entry]) {
      countGone(operations, operations.deletions.size());
      return;
    }
    Optional<Integer> edit =
        lastEdit(operations.edits, table.author(entry), table.imported(entry), table.clock(entry));
    edit.ifPresent(winner -> folded.edits.put(entry, winner));
    keepLast(operations);
  }

  private void foldElsewhere(MessageId id, Operations operations) throws IOException {
    KnownMessage target = operations.target;
    PublicKey author = target == null ? null : target.author();
    boolean imported = target != null && target.imported();
    TombstoneReason removed = scope.rules().removed().get(id);
    int deletion = target == null ? byRight(operations) : deletion(operations, author, imported);
    if (deletion >= 0 && removed == null) {
      ChannelId channel = Objects.requireNonNull(table.channel(deletion));
      boolean here = target != null && target.window().equals(scope.window());
      long clock = here && target != null ? target.clock() : table.clock(deletion);
      TombstoneReason reason = reason(deletion, author, imported);
      folded.extras.add(new Folded.Extra(id, channel, clock, reason, deletion));
      goneElsewhere.add(id);
    }
    if (deletion >= 0 || removed != null) {
      countGone(operations, operations.deletions.size());
      return;
    }
    List<Integer> edits = mayOutlive(target) ? lasting(operations.edits) : operations.edits;
    if (target == null) {
      keepUnknown(edits, operations.deletions);
    } else {
      lastEdit(edits, author, imported, target.clock())
          .ifPresent(winner -> folded.kept[winner] = true);
    }
    keepLast(operations);
  }

  /** Whether what is packed in this window can still be here when its target is over. */
  private boolean mayOutlive(@Nullable KnownMessage target) {
    return target == null || !target.window().equals(scope.window());
  }

  /** Edits of channels whose messages do not vanish: others have the text of what is over. */
  private List<Integer> lasting(List<Integer> edits) {
    List<Integer> lasting = new ArrayList<>(edits.size());
    for (int edit : edits) {
      ChannelId channel = Objects.requireNonNull(table.channel(edit));
      if (scope.rules().groupOf().apply(channel).filter(GroupId.PUBLIC::equals).isPresent()) {
        lasting.add(edit);
      }
    }
    scope.left().count("edit that would outlive its message", edits.size() - lasting.size());
    return lasting;
  }

  /** The first deletion by someone who may delete anything, or -1. */
  private int byRight(Operations operations) {
    int first = Folded.NONE;
    for (int deletion : operations.deletions) {
      if (scope.mayDelete(table.author(deletion))) {
        first = first < 0 || table.compare(deletion, first) < 0 ? deletion : first;
      }
    }
    return first;
  }

  /** Nobody knows the target: what may turn out to be its author's stays as it was signed. */
  private void keepUnknown(List<Integer> edits, List<Integer> deletions) {
    Map<PublicKey, List<Integer>> byAuthor = new HashMap<>();
    for (int edit : edits) {
      byAuthor.computeIfAbsent(table.author(edit), a -> new ArrayList<>(1)).add(edit);
    }
    byAuthor.forEach(
        (author, own) ->
            lastEdit(own, author, false, 0).ifPresent(winner -> folded.kept[winner] = true));
    Map<PublicKey, Integer> first = new HashMap<>();
    for (int deletion : deletions) {
      first.merge(table.author(deletion), deletion, (a, b) -> table.compare(a, b) <= 0 ? a : b);
    }
    first.values().forEach(deletion -> folded.kept[deletion] = true);
  }

  /** The winning edit: same author, later than the original, highest (clock, then lower id). */
  private Optional<Integer> lastEdit(
      List<Integer> edits, @Nullable PublicKey author, boolean imported, long originalClock) {
    int winner = Folded.NONE;
    for (int edit : edits) {
      if (imported || !isSame(table.author(edit), author)) {
        scope.left().count(imported ? "native edit of an import" : "edit by another member");
      } else if (table.clock(edit) <= originalClock) {
        scope.left().count("edit not later than its original");
      } else {
        scope.left().count(REPLACED, winner < 0 ? 0 : 1);
        winner = winner < 0 ? edit : later(winner, edit);
      }
    }
    return winner < 0 ? Optional.empty() : Optional.of(winner);
  }

  private int later(int one, int other) {
    int byClock = Long.compare(table.clock(one), table.clock(other));
    boolean first = byClock > 0 || (byClock == 0 && table.compareIds(one, other) < 0);
    return first ? one : other;
  }

  /** Keeps the last reaction per author and emoji and the last pin. */
  private void keepLast(Operations operations) throws IOException {
    Map<ReactionKey, Integer> last = new HashMap<>();
    int valid = 0;
    for (int entry : operations.reactions) {
      if (scope.loader().content(table, entry).orElse(null)
          instanceof MessageContent.Reaction reaction) {
        last.merge(new ReactionKey(table.author(entry), reaction.emoji()), entry, this::later);
        valid++;
      } else {
        scope.left().count("reaction that breaks a rule");
      }
    }
    scope.left().count(REPLACED, valid - last.size());
    last.values().forEach(entry -> folded.kept[entry] = true);
    int pin = Folded.NONE;
    for (int entry : operations.pins) {
      pin = pin < 0 ? entry : later(pin, entry);
    }
    scope.left().count(REPLACED, Math.max(0, operations.pins.size() - 1));
    if (pin >= 0) {
      folded.kept[pin] = true;
    }
  }

  private record ReactionKey(PublicKey author, int emoji) {}

  private void countGone(Operations operations, int used) {
    scope.left().count("its target is gone", operations.count() - used);
  }

  /** Messages that the owner took out and that are no entries any more. */
  private void addRemoved() throws IOException {
    List<MessageId> ids = new ArrayList<>(scope.rules().removed().keySet());
    for (int from = 0; from < ids.size(); from += 1000) {
      List<MessageId> batch = ids.subList(from, Math.min(ids.size(), from + 1000));
      Set<MessageId> tombstoned = scope.known().tombstoned(batch);
      for (KnownMessage message : scope.known().find(batch).values()) {
        boolean here = message.window().equals(scope.window());
        boolean entry = table.find(message.id()) >= 0;
        if (here && !entry && !tombstoned.contains(message.id())) {
          TombstoneReason reason =
              Objects.requireNonNull(scope.rules().removed().get(message.id()));
          folded.extras.add(
              new Folded.Extra(
                  message.id(), message.channel(), message.clock(), reason, Folded.NONE));
          goneElsewhere.add(message.id());
        }
      }
    }
  }
}
