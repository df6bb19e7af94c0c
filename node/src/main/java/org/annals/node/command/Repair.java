package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.store.Damage;
import org.annals.archiver.store.LedgerEntry;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.owner.LostChunk;

/**
 * What {@code check --repair} does about damaged chunks. Their files are set aside; an owner packs
 * them again, when the same chunk comes out; everything else is announced again and fetched from
 * members. Nothing of the message database is lost by that. A file that the disk does not give may
 * be whole and is left as it is.
 */
final class Repair {
  private final HomeParts parts;
  private final Optional<LiveNode> live;
  private final List<ObjectNode> outcomes = new ArrayList<>();
  private long packedAgain;
  private long fetching;

  Repair(HomeParts parts, Optional<LiveNode> live) {
    this.parts = parts;
    this.live = live;
  }

  /** How many chunks are whole again. */
  long packedAgain() {
    return packedAgain;
  }

  /** How many are to be fetched. */
  long fetching() {
    return fetching;
  }

  void run(Community community, List<Damage> damages) throws IOException, KeyStoreException {
    Optional<PrivateKey> key = community.key();
    for (Damage damage : damages) {
      if (damage.unread()) {
        outcomes.add(HomeCommands.object().put("repair", "unread"));
        continue;
      }
      setAside(community, damage);
      LedgerEntry lost = community.chunks().find(damage.entry().chunk()).orElseThrow();
      Optional<String> notHere =
          key.isPresent() ? packAgain(community, key.get(), lost) : Optional.of("");
      if (notHere.isEmpty()) {
        packedAgain++;
        outcomes.add(HomeCommands.object().put("repair", "packed again"));
      } else {
        fetching++;
        outcomes.add(
            HomeCommands.object().put("repair", "fetching").put("notPacked", notHere.get()));
      }
    }
    if (!damages.isEmpty()) {
      live.ifPresent(
          node -> {
            node.changed(community);
            node.retry(community);
          });
    }
  }

  /** What was done about a damage, in the order of the runs. */
  Optional<ObjectNode> outcome(int damage) {
    return damage < outcomes.size() ? Optional.of(outcomes.get(damage)) : Optional.empty();
  }

  private void setAside(Community community, Damage damage) throws IOException {
    LedgerEntry entry = damage.entry();
    if (entry.file().isEmpty()) {
      return;
    }
    if (live.isPresent()) {
      live.get().giveUp(community, entry);
    } else {
      community.chunks().store().setAside(community.id(), entry.chunk(), damage.reason(), () -> {});
    }
  }

  /** Returns why not, or empty when it is here again. */
  private Optional<String> packAgain(Community community, PrivateKey key, LedgerEntry lost)
      throws IOException {
    LostChunk.Outcome outcome = new LostChunk(parts, community, key).packAgain(lost);
    return outcome instanceof LostChunk.NotHere no ? Optional.of(no.reason()) : Optional.empty();
  }
}
