package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.Damage;
import org.annals.archiver.store.FileCheck;
import org.annals.archiver.store.LedgerEntry;
import org.annals.archiver.torrent.Magnet;
import org.annals.keys.KeyStoreException;
import org.annals.node.OpenedHome;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.eviction.FetchAdmission;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;

/** Listing and checking chunks. */
final class ArchiveCommands {
  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  ArchiveCommands(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("archive.list", Failures.translating((args, progress) -> list(args)));
    all.put("archive.show", Failures.translating((args, progress) -> show(args)));
    all.put("archive.verify", Failures.translating(this::verify));
    all.put("check", Failures.translating(this::check));
  }

  private Reply list(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    ObjectNode reply = HomeCommands.object();
    ArrayNode all = reply.putArray("archives");
    for (LedgerEntry entry : community.chunks().all()) {
      all.add(toJson(community, entry));
    }
    return Reply.ok(reply);
  }

  private ObjectNode toJson(Community community, LedgerEntry entry) {
    String name = entry.chunk() + ".annals";
    return HomeCommands.object()
        .put("chunkId", entry.chunk().toString())
        .put("infoHash", entry.infoHash().toString())
        .put(
            "magnet",
            Magnet.text(
                entry.infoHash(), name, live.map(LiveNode::torrentAddresses).orElse(List.of())))
        .put("file", community.chunks().file(entry.chunk()).toString())
        .put("from", entry.position().window().startSeconds())
        .put("to", entry.position().window().endSeconds())
        .put("group", entry.position().group().toString())
        .put("part", entry.position().part())
        .put("revision", entry.position().revision())
        .put("size", entry.size())
        .put("messages", entry.messages())
        .put("images", entry.images())
        .put("state", CommunityState.name(entry.state()))
        .put("imported", entry.imported().complete())
        .put("note", entry.note());
  }

  private Reply show(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    return Reply.ok(toJson(community, chunk(community, arguments.required("chunk"))));
  }

  /** The chunk that people mean: by its id or a unique beginning of it. */
  static LedgerEntry chunk(Community community, String text) throws CommandFailure, IOException {
    String wanted = Communities.beginning(text);
    List<LedgerEntry> found =
        community.chunks().all().stream()
            .filter(entry -> entry.chunk().toString().startsWith(wanted))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new CommandFailure(
        found.isEmpty() ? ErrorCode.NOT_FOUND : ErrorCode.AMBIGUOUS,
        found.isEmpty()
            ? "There is no chunk '" + text + "'."
            : "'" + text + "' means " + found.size() + " chunks.",
        "Chunks are named by their id or a unique beginning of it.",
        "'annals archive list' shows all of them.");
  }

  private Reply verify(Arguments arguments, Progress progress) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    List<Damage> damages;
    long checked;
    if (arguments.text("chunk").isPresent()) {
      LedgerEntry entry = chunk(community, arguments.text("chunk").get());
      damages = judge(community, entry);
      checked = 1;
    } else {
      damages = checkAll(community, progress);
      checked = held(community);
    }
    return reply(damages, List.of(), checked, new Repair(parts, live));
  }

  private List<Damage> judge(Community community, LedgerEntry entry)
      throws CommandFailure, IOException {
    if (entry.file().isEmpty()) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "The chunk " + entry.chunk() + " is not on this disk.",
          "It is " + CommunityState.name(entry.state()) + ".",
          "'annals sync --wait' fetches what is missing.");
    }
    FileCheck.Verdict verdict =
        OpenedHome.fileCheck(parts).judge(entry, community.chunks().file(entry.chunk()));
    return verdict instanceof FileCheck.Damaged damaged
        ? List.of(new Damage(entry, damaged.reason()))
        : List.of();
  }

  private static long held(Community community) throws IOException {
    return community.chunks().all().stream().filter(entry -> entry.file().isPresent()).count();
  }

  private List<Damage> checkAll(Community community, Progress progress) throws IOException {
    long total = held(community);
    FileCheck check = OpenedHome.fileCheck(parts);
    long[] done = {0};
    return community
        .chunks()
        .store()
        .check(
            community.id(),
            (entry, file) -> {
              FileCheck.Verdict verdict = check.judge(entry, file);
              progress.tell(ProgressEvents.count("check", ++done[0], total, "chunks"));
              return verdict;
            });
  }

  private Reply check(Arguments arguments, Progress progress)
      throws IOException, KeyStoreException {
    List<Damage> all = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    long checked = 0;
    Repair repair = new Repair(parts, live);
    for (Community community : communities.all()) {
      List<Damage> damages = new ArrayList<>(checkAll(community, progress));
      checked += held(community);
      damages.addAll(lost(community));
      all.addAll(damages);
      problems.addAll(HomeCheck.problems(parts, community));
      if (arguments.flag("repair")) {
        repair.run(community, damages);
      }
    }
    return reply(all, problems, checked, repair);
  }

  /** Chunks that were here once and are wanted, and whose good file is not here now. */
  private static List<Damage> lost(Community community) throws IOException {
    List<Damage> lost = new ArrayList<>();
    for (LedgerEntry entry : community.chunks().all()) {
      if (entry.file().isEmpty() && isWanted(entry.state())) {
        lostBecause(community, entry).ifPresent(reason -> lost.add(new Damage(entry, reason)));
      }
    }
    return lost;
  }

  private static boolean isWanted(ChunkState state) {
    return state == ChunkState.ANNOUNCED
        || state == ChunkState.FETCHING
        || state == ChunkState.FAILED;
  }

  /** A start or an earlier repair has noted why, until the next attempt to fetch it. */
  private static Optional<String> lostBecause(Community community, LedgerEntry entry) {
    boolean waits = entry.note().startsWith(FetchAdmission.WAITS);
    if (entry.state() == ChunkState.ANNOUNCED && !entry.note().isEmpty() && !waits) {
      return Optional.of(entry.note());
    }
    if (community.chunks().holdsBytes(entry)) {
      return Optional.of("its bytes have gone bad");
    }
    return entry.imported().complete() ? Optional.of("its file is gone") : Optional.empty();
  }

  private static Reply reply(
      List<Damage> damages, List<String> problems, long checked, Repair repair) {
    ObjectNode reply = HomeCommands.object();
    reply
        .put("ok", damages.isEmpty() && problems.isEmpty())
        .put("checked", checked)
        .put("repaired", repair.packedAgain())
        .put("repairing", repair.fetching());
    problems.forEach(reply.putArray("problems")::add);
    ArrayNode list = reply.putArray("damaged");
    for (Damage each : damages) {
      ObjectNode damage = list.addObject();
      repair.outcome(list.size() - 1).ifPresent(damage::setAll);
      damage
          .put("chunkId", each.entry().chunk().toString())
          .put("community", each.entry().community().toString())
          .put("from", each.entry().position().window().startSeconds())
          .put("to", each.entry().position().window().endSeconds())
          .put("part", each.entry().position().part())
          .put("messages", each.entry().messages())
          .put("unread", each.unread())
          .put("reason", each.reason());
    }
    boolean mended = repair.packedAgain() + repair.fetching() == damages.size();
    boolean clean = problems.isEmpty() && mended;
    return new Reply(clean ? 0 : ErrorCode.VERIFICATION.exit(), reply);
  }
}
