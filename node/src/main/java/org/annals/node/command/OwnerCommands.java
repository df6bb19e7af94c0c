package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.seal.ClockCheck;
import org.annals.archiver.seal.SealingSchedule;
import org.annals.importer.discord.DiscordImport;
import org.annals.importer.discord.ImportReport;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.node.owner.ImportedHistory;
import org.annals.node.owner.LiveCapture;
import org.annals.node.owner.PackSummary;
import org.annals.node.owner.Packing;
import org.annals.node.owner.Upkeep;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;

/** What needs the community's key: import, capture, pack, announce. */
final class OwnerCommands {
  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  OwnerCommands(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("import.discord", Failures.translating(wholly(this::importDiscord)));
    all.put("capture", Failures.translating(wholly(this::capture)));
    all.put("channel.describe", Failures.translating((args, progress) -> describe(args)));
    all.put("pack", Failures.translating(this::pack));
    all.put("announce", Failures.translating((args, progress) -> announce(args)));
  }

  /** Keeps the owner's loop from packing half of what is just coming in. */
  private Failures.Work wholly(Failures.Work work) {
    return (arguments, progress) -> {
      Community community = communities.named(arguments.community());
      community.packingLock().lockInterruptibly();
      try {
        return work.run(arguments, progress);
      } finally {
        community.packingLock().unlock();
      }
    };
  }

  private Reply importDiscord(Arguments arguments, Progress progress)
      throws CommandFailure, IOException, KeyStoreException {
    Community community = communities.named(arguments.community());
    PrivateKey key = Owning.key(community);
    Path path = Path.of(arguments.required("path"));
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    String attachments = arguments.text("attachments").orElse("images");
    if (!attachments.equals("images") && !attachments.equals("all")) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "'--attachments' does not take '" + attachments + "'.",
          "The bytes of images are kept, or those of all attachments.",
          "Give 'images' or 'all'.");
    }
    DiscordImport run =
        new DiscordImport(
            parts.curve(), key, attachments.equals("all"), ImportedHistory.into(community));
    ImportReport report =
        run.run(
            path,
            (bytes, total, entries) -> progress.tell(ProgressEvents.bytes("import", bytes, total)));
    if (report.files().read() + report.files().direct() == 0 && report.finished()) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "There is nothing to import at " + path + ".",
          "No file there is a JSON export of DiscordChatExporter.",
          "Export with '--format Json', and name the file, or the folder that it is in.");
    }
    long added = report.stored().added() + report.stored().replaced();
    captured(community, path.getFileName().toString(), added);
    ObjectNode reply = HomeCommands.object();
    reply.set("report", ImportReports.toJson(report));
    if (report.finished()) {
      return Reply.ok(reply);
    }
    return new Reply(ErrorCode.NO_ROOM.exit(), reply);
  }

  private Reply capture(Arguments arguments, Progress progress) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    Path file = Path.of(arguments.required("file"));
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    long total = Files.size(file);
    LiveCapture.Captured captured =
        new LiveCapture(community, new Authenticator(community.id(), parts.curve()))
            .run(file, done -> progress.tell(ProgressEvents.bytes("capture", done, total)));
    captured(community, "handed over", captured.captured());
    ObjectNode reply = HomeCommands.object().put("captured", captured.captured());
    ObjectNode refused = reply.putObject("refused");
    captured.refused().forEach(refused::put);
    return Reply.ok(reply);
  }

  private void captured(Community community, String source, long messages) {
    parts
        .events()
        .record(
            new Event(
                parts.clock().instant(),
                community.id(),
                Stage.CAPTURED,
                "journal",
                source,
                messages));
  }

  private Reply describe(Arguments arguments)
      throws CommandFailure, IOException, KeyStoreException {
    Community community = communities.named(arguments.community());
    Owning.key(community);
    Optional<ChannelId> id =
        ChannelId.ofChatId(community.id(), community.id() + arguments.required("channel"));
    if (id.isEmpty()) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "A channel id is a lower-case UUID.",
          "'" + arguments.required("channel") + "' is none.",
          "Give the id as 'community show' prints it.");
    }
    community.describe(
        new ChannelEntry(
            id.get(),
            arguments.required("name"),
            arguments.text("description").orElse(""),
            arguments.text("category").orElse(""),
            arguments.number("order", 0, 0, Integer.MAX_VALUE)));
    return Reply.ok(HomeCommands.object().put("channel", id.get().toString()));
  }

  private Reply pack(Arguments arguments, Progress progress)
      throws CommandFailure, IOException, KeyStoreException, InterruptedException {
    Community community = communities.named(arguments.community());
    PrivateKey key = Owning.key(community);
    Packing.Order order = new Packing.Order(arguments.flag("now"), true);
    Packing.WindowListener listener =
        (done, total) -> progress.tell(ProgressEvents.count("pack", done, total, "weeks"));
    if (arguments.flag("dryRun")) {
      return Reply.ok(toJson(packing().plan(community, key, order)).put("dryRun", true));
    }
    if (!community.head().view().serving()) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "Nothing was packed: the serving of this history is switched off.",
          "While it is off, exactly the announcement that says so is repeated.",
          "'annals community policy --serving on' switches it on again.");
    }
    if (live.isPresent()) {
      return Reply.ok(toJson(live.get().pack(community, order, listener)));
    }
    return Reply.ok(
        toJson(
            new Owning(parts, live)
                .run(
                    community,
                    leave -> {
                      PackSummary summary =
                          packing()
                              .pack(
                                  community,
                                  leave.key(),
                                  order,
                                  leave.newEpoch(),
                                  listener,
                                  leave.published());
                      new Upkeep(parts).run(community, leave);
                      return summary;
                    })));
  }

  private Packing packing() {
    // Offline there is nobody who could give a second opinion on the clock; only --now packs then
    // after a long time off.
    ClockCheck check = new ClockCheck(parts.clock(), parts.ticker(), Optional.empty());
    return new Packing(parts, new SealingSchedule(parts.clock(), check));
  }

  private static ObjectNode toJson(PackSummary summary) {
    ObjectNode json =
        HomeCommands.object()
            .put("messages", summary.messages())
            .put("images", summary.images())
            .put("windows", summary.windows())
            .put("chunks", summary.chunks())
            .put("archiveBytes", summary.archiveBytes())
            .put("rawBytes", summary.rawBytes());
    ArrayNode waiting = json.putArray("waiting");
    summary.waiting().forEach(each -> waiting.addObject().put("reason", each));
    return json;
  }

  private Reply announce(Arguments arguments)
      throws CommandFailure, KeyStoreException, InterruptedException {
    Community community = communities.named(arguments.community());
    Owning.key(community);
    if (live.isEmpty()) {
      throw Failures.notRunning("Announcing");
    }
    LiveNode.Announced announced = live.get().announce(community);
    return Reply.ok(
        HomeCommands.object()
            .put("sequence", announced.sequence())
            .put("peers", announced.peers())
            .put("bytes", announced.bytes()));
  }
}
