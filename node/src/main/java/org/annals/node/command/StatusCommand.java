package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.annals.magnetindex.head.HeadAlert;
import org.annals.node.Version;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.measure.Measured;
import org.annals.node.request.Command;
import org.annals.node.request.Reply;
import org.annals.quota.Account;

/** How the home is doing, with or without a running node. */
final class StatusCommand {
  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  StatusCommand(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("status", Failures.translating((args, progress) -> status()));
  }

  private Reply status() throws IOException, InterruptedException {
    ObjectNode reply = HomeCommands.object();
    ObjectNode node = reply.putObject("node");
    node.put("running", live.isPresent())
        .put("version", Version.current())
        .put("home", parts.home().data().toString());
    ObjectNode waku = reply.putObject("waku");
    ArrayNode addresses = waku.putArray("addresses");
    ObjectNode torrent = reply.putObject("torrent");
    if (live.isPresent()) {
      LiveNode running = live.get();
      node.put("pid", ProcessHandle.current().pid());
      LiveNode.WakuState state = running.wakuState();
      node.put("peerId", state.peerId());
      running.wakuAddresses().forEach(addresses::add);
      waku.put("pubsubTopic", state.pubsubTopic())
          .put("connections", state.connections())
          .put("subscribers", state.subscribers());
      waku.putObject("relayBytes")
          .put("sent", state.relaySent())
          .put("received", state.relayReceived());
      torrent.put("port", running.torrentPort());
    }
    Measured measured = measured();
    MeasuredState.put(node, measured.node());
    limits(node, Account.NODE);
    ArrayNode nodeAlerts = node.putArray("alerts");
    live.ifPresent(running -> running.alerts().forEach(nodeAlerts::add));
    ArrayNode all = reply.putArray("communities");
    for (Community each : communities.all()) {
      ObjectNode json = describe(each);
      Optional.ofNullable(measured.communities().get(each.id().account()))
          .ifPresent(numbers -> MeasuredState.put(json, numbers));
      limits(json, each.id().account());
      all.add(json);
    }
    return Reply.ok(reply);
  }

  private Measured measured() {
    return Measured.now(
        parts.clock().instant(),
        parts.traffic(),
        parts.storage(),
        parts.work(),
        communities.all().stream().map(each -> each.id().account()).toList());
  }

  /** What is allowed now and why, and the cap on disk. */
  private void limits(ObjectNode json, Account account) {
    json.set("limits", new LimitsState(parts).now(account));
    LimitsState.bytes((ObjectNode) json.path("disk"), "cap", parts.limits().of(account).disk());
  }

  private ObjectNode describe(Community community) throws IOException, InterruptedException {
    ObjectNode json = CommunityState.describe(community);
    json.put(
        "pubsubTopic",
        live.isPresent() ? live.get().wakuState().pubsubTopic() : pubsubTopicWhenStopped());
    json.put("importSeconds", community.filling().importNanos() / 1e9);
    ObjectNode stages = json.putObject("stages");
    parts
        .events()
        .stages(community.id())
        .forEach(
            (stage, span) ->
                stages.put(stage.name().toLowerCase(Locale.ROOT), span.last().toEpochMilli()));
    community
        .filling()
        .firstImport()
        .ifPresent(first -> stages.put("firstMessage", first.toEpochMilli()));
    ArrayNode alerts = json.putArray("alerts");
    for (HeadAlert alert : community.head().view().alerts()) {
      alerts.add(Alerts.text(alert));
    }
    if (live.isPresent()) {
      live.get().alerts(community).forEach(alerts::add);
      LiveNode.SyncState sync = live.get().syncState(community);
      LiveNode.Swarms swarms = live.get().swarms(community);
      json.put("missing", sync.missing())
          .put("seeding", swarms.seeding())
          .put("connections", swarms.connections());
      sync.failing().ifPresent(cause -> json.put("cause", cause));
    }
    return json;
  }

  private String pubsubTopicWhenStopped() throws IOException {
    return "/waku/2/rs/" + parts.tables().settings().get("waku.shard").orElse("16/32");
  }
}
