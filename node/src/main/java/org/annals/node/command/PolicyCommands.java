package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.ChannelId;
import org.annals.keys.KeyStoreException;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.head.HeadView;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.owner.Upkeep;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;

/** The owner's rules for everybody: whether history is served, and what vanishes by itself. */
final class PolicyCommands {
  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  PolicyCommands(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("community.policy", Failures.translating((args, progress) -> policy(args)));
  }

  private Reply policy(Arguments arguments)
      throws CommandFailure, IOException, KeyStoreException, InterruptedException {
    Community community = communities.named(arguments.community());
    boolean asked =
        arguments.text("serving").isPresent()
            || arguments.text("channel").isPresent()
            || arguments.text("autoDelete").isPresent();
    if (!asked) {
      return Reply.ok(describe(community, false));
    }
    Owning.key(community);
    Policy before = community.head().view().contents().policy();
    Policy wanted = wanted(community, arguments, before);
    boolean published = community.head().view().accepted().isPresent();
    if (wanted.equals(before) && (published || wanted.equals(Policy.DEFAULT))) {
      return Reply.ok(describe(community, false));
    }
    new Owning(parts, live)
        .run(
            community,
            leave -> {
              community.publish(
                  leave.key(), CatalogueChanges.NONE.ruling(wanted), leave.newEpoch());
              leave.published().published();
              return new Upkeep(parts).run(community, leave);
            });
    return Reply.ok(describe(community, true));
  }

  private static Policy wanted(Community community, Arguments arguments, Policy before)
      throws CommandFailure, IOException {
    Policy wanted = serving(arguments).map(before::withServing).orElse(before);
    Optional<String> channel = arguments.text("channel");
    Optional<String> period = arguments.text("autoDelete");
    if (channel.isPresent() != period.isPresent()) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "A rule needs both a channel and a period.",
          "'--channel' and '--auto-delete' belong together.",
          "For example: annals community policy --channel support --auto-delete 30d");
    }
    if (channel.isEmpty() || period.isEmpty()) {
      return wanted;
    }
    SortedMap<ChannelId, Duration> rules = new TreeMap<>(wanted.autoDelete());
    ChannelId id = Channels.of(community).named(channel.get());
    Periods.parse(period.get())
        .ifPresentOrElse(some -> rules.put(id, some), () -> rules.remove(id));
    return new Policy(wanted.serving(), rules);
  }

  private static Optional<Boolean> serving(Arguments arguments) throws CommandFailure {
    Optional<String> text = arguments.text("serving");
    if (text.isPresent() && !text.get().equals("on") && !text.get().equals("off")) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "'--serving' does not take '" + text.get() + "'.",
          "The history of a community is served or it is not.",
          "Give 'on' or 'off'.");
    }
    return text.map("on"::equals);
  }

  private ObjectNode describe(Community community, boolean changed) throws IOException {
    HeadView view = community.head().view();
    Channels channels = Channels.of(community);
    ObjectNode json =
        HomeCommands.object()
            .put("community", community.id().toString())
            .put("serving", view.serving())
            .put("changed", changed)
            .put("announced", changed && live.isPresent())
            .put("sequence", view.accepted().map(CataloguePosition::sequence).orElse(0L));
    ArrayNode rules = json.putArray("autoDelete");
    view.contents()
        .policy()
        .autoDelete()
        .forEach(
            (channel, period) -> {
              ObjectNode rule = rules.addObject().put("channel", channel.toString());
              channels.name(channel).ifPresent(name -> rule.put("name", name));
              rule.put("seconds", period.toSeconds());
            });
    return json;
  }
}
