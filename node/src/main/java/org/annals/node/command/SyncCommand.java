package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;

/** Fetching what is missing, by hand, and waiting for it. */
final class SyncCommand {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REACHING = Duration.ofSeconds(90);
  private static final int MAX_TIMEOUT = 7 * 24 * 3600;

  private final Communities communities;
  private final Optional<LiveNode> live;

  SyncCommand(Communities communities, Optional<LiveNode> live) {
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("sync", Failures.translating(this::sync));
  }

  private Reply sync(Arguments arguments, Progress progress)
      throws CommandFailure, InterruptedException {
    List<Community> wanted = wanted(arguments);
    if (live.isEmpty()) {
      throw Failures.notRunning("Fetching");
    }
    for (Community each : wanted) {
      live.get().retry(each);
    }
    if (!arguments.flag("wait")) {
      return reply(wanted, 0);
    }
    int timeout = arguments.number("timeout", MAX_TIMEOUT, 1, MAX_TIMEOUT);
    long start = System.nanoTime();
    long told = -1;
    while (true) {
      State state = state(wanted);
      if (state.have != told || state.complete) {
        told = state.have;
        progress.tell(ProgressEvents.bytes("fetch", state.have, state.total));
      }
      if (state.complete) {
        return reply(wanted, 0);
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (state.failing.isPresent()) {
        return reply(wanted, ErrorCode.PARTIAL.exit());
      }
      if (!state.heard && waited.compareTo(REACHING) > 0) {
        throw new CommandFailure(
            ErrorCode.UNREACHABLE,
            "Nobody was heard of this community for " + REACHING.toSeconds() + " seconds.",
            "No connected node knows it, or none could be connected.",
            "Check the network and the invite; 'annals node --peer MULTIADDR' names a node that"
                + " knows it.");
      }
      if (waited.toSeconds() >= timeout) {
        throw new CommandFailure(
            ErrorCode.TIMEOUT,
            "Not complete after " + timeout + " seconds: " + state.missing + " chunks are missing.",
            "It takes longer than --timeout allows.",
            "Nothing is lost: the node goes on. Run it again with a longer --timeout.");
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private List<Community> wanted(Arguments arguments) throws CommandFailure {
    Collection<Community> all =
        arguments.community().isPresent()
            ? List.of(communities.named(arguments.community()))
            : communities.all();
    List<Community> on = new ArrayList<>();
    for (Community each : all) {
      if (each.row().enabled()) {
        on.add(each);
      } else if (arguments.community().isPresent()) {
        throw off(each);
      }
    }
    if (on.isEmpty()) {
      throw all.isEmpty() ? noneYet() : off(all.iterator().next());
    }
    return on;
  }

  private static CommandFailure noneYet() {
    return new CommandFailure(
        ErrorCode.NOT_FOUND,
        "There is nothing to fetch.",
        "This home has no community yet.",
        "'annals community add INVITE' joins one.");
  }

  private static CommandFailure off(Community community) {
    return new CommandFailure(
        ErrorCode.REFUSED,
        "'" + community.row().name() + "' is switched off.",
        "Only you can switch a community on.",
        "'annals community enable " + community.id().toString().substring(0, 14) + "' does.");
  }

  private static final class State {
    private boolean complete = true;
    private boolean heard = true;
    private long missing;
    private long have;
    private long total;
    private Optional<String> failing = Optional.empty();
  }

  private State state(List<Community> wanted) throws InterruptedException {
    State all = new State();
    for (Community each : wanted) {
      LiveNode.SyncState state = live.orElseThrow().syncState(each);
      all.complete &= state.complete();
      all.heard &= state.heard();
      all.missing += state.missing();
      all.have += state.haveBytes();
      all.total += state.totalBytes();
      all.failing = all.failing.or(state::failing);
    }
    return all;
  }

  private Reply reply(List<Community> wanted, int exit) throws InterruptedException {
    State state = state(wanted);
    long messages = 0;
    for (Community each : wanted) {
      messages += each.messages().count();
    }
    ObjectNode json = HomeCommands.object().put("missing", state.missing).put("messages", messages);
    json.put("reason", state.failing.orElse(state.complete ? "" : "still being fetched"));
    return new Reply(exit, json);
  }
}
