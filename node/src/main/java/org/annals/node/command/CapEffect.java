package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.archiver.TimeWindow;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.eviction.ChunkRecords;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageUsage;
import org.annals.quota.storage.CapPreview;
import org.annals.quota.storage.Caps;
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
    for (Community each : communities.all()) {
      Account account = each.id().account();
      levels.put(account, level(parts.storage().usage(account)));
    }
    boolean wholeNode = target.account().equals(Account.NODE);
    Map<Account, CapPreview.Reach> reaches =
        CapPreview.preview(
            caps,
            new Occupancy(level(parts.storage().usage()), levels),
            ChunkRecords.of(communities));
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

  /** Half-fetched files become the chunks that they are part of: those are counted whole. */
  private static Level level(StorageUsage usage) {
    long partial = usage.used().getOrDefault(StorageKind.PARTIAL, 0L);
    return new Level(StorageCap.unlimited(), usage.usedTotal() - partial, usage.reserved());
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
