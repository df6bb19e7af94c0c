package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageUsage;
import org.annals.quota.storage.Age;
import org.annals.quota.storage.CapPreview;
import org.annals.quota.storage.Caps;
import org.annals.quota.storage.ChunkRecord;
import org.annals.quota.storage.Level;
import org.annals.quota.storage.Occupancy;

/** Says what a cap would make of the history on this disk, before it is set. */
final class CapEffect {
  private final HomeParts parts;
  private final Communities communities;

  CapEffect(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  ObjectNode describe(LimitTarget target, StorageCap cap) throws IOException {
    Caps caps = caps(parts, communities).with(target.account(), cap);
    Map<Account, Level> levels = new HashMap<>();
    List<ChunkRecord> chunks = new ArrayList<>();
    for (Community each : communities.all()) {
      Account account = each.id().account();
      levels.put(account, level(parts.storage().usage(account)));
      addChunks(each, chunks);
    }
    boolean wholeNode = target.account().equals(Account.NODE);
    Map<Account, CapPreview.Reach> reaches =
        CapPreview.preview(
            caps.node(),
            caps.communities(),
            new Occupancy(level(parts.storage().usage()), levels),
            chunks);
    List<Community> shown =
        communities.all().stream()
            .filter(each -> wholeNode || each.id().account().equals(target.account()))
            .toList();
    return toJson(shown, reaches);
  }

  /** The caps that are set. */
  static Caps caps(HomeParts parts, Communities communities) {
    Map<Account, StorageCap> own = new HashMap<>();
    for (Community each : communities.all()) {
      own.put(each.id().account(), parts.limits().of(each.id().account()).disk());
    }
    return new Caps(parts.limits().of(Account.NODE).disk(), own);
  }

  private static Level level(StorageUsage usage) {
    return new Level(StorageCap.unlimited(), usage.usedTotal(), usage.reserved());
  }

  private static void addChunks(Community community, List<ChunkRecord> chunks) throws IOException {
    for (LedgerEntry entry : community.ledger()) {
      if (entry.state() == ChunkState.REMOVED && entry.file().isEmpty()) {
        continue;
      }
      chunks.add(
          new ChunkRecord(
              community.id().account(),
              entry.chunk().toString(),
              new Age(
                  entry.position().window().index(),
                  entry.position().part(),
                  entry.position().revision()),
              entry.size(),
              standing(community, entry)));
    }
  }

  private static ChunkRecord.Standing standing(Community community, LedgerEntry entry) {
    return switch (entry.state()) {
      case VERIFIED, UNSUPPORTED ->
          community.row().owned() ? ChunkRecord.Standing.PINNED : ChunkRecord.Standing.HELD;
      case ANNOUNCED, FETCHING, FAILED, EVICTED -> ChunkRecord.Standing.ABSENT;
      case REMOVED -> ChunkRecord.Standing.REMOVED;
    };
  }

  private static ObjectNode toJson(List<Community> shown, Map<Account, CapPreview.Reach> reaches) {
    ObjectNode json = HomeCommands.object();
    ArrayNode all = json.putArray("communities");
    long going = 0;
    for (Community each : shown) {
      CapPreview.Reach reach = reaches.get(each.id().account());
      if (reach == null) {
        continue;
      }
      going += reach.going();
      ObjectNode one =
          all.addObject()
              .put("account", each.id().account().name())
              .put("name", each.row().name())
              .put("complete", reach.complete())
              .put("going", reach.going())
              .put("goingBytes", reach.goingBytes())
              .put("coming", reach.coming())
              .put("comingBytes", reach.comingBytes())
              .put("tooLarge", reach.tooLarge());
      reach
          .reachesTo()
          .ifPresent(index -> one.put("reachesTo", new TimeWindow(index).startSeconds()));
    }
    return json.put("going", going);
  }
}
