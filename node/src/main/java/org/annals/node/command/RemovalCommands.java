package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.MessageId;
import org.annals.archiver.seal.KnownMessage;
import org.annals.importer.database.ShownMessage;
import org.annals.keys.KeyStoreException;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueReading;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.head.HeadAlert;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.head.Replacements;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.owner.Removing;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;

/** Taking chunks and messages out (owner), and a member's word on removals of many. */
final class RemovalCommands {
  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  RemovalCommands(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("archive.remove", Failures.translating((args, progress) -> removeChunks(args)));
    all.put("message.remove", Failures.translating((args, progress) -> removeMessages(args)));
    all.put(
        "community.accept-removals",
        Failures.translating((args, progress) -> acceptRemovals(args)));
  }

  private Reply removeChunks(Arguments arguments)
      throws CommandFailure, IOException, KeyStoreException, InterruptedException {
    Community community = communities.named(arguments.community());
    Owning.key(community);
    RemovalReason reason = reason(arguments);
    Map<ChunkId, CatalogueEntry> listed = community.head().view().contents().entries();
    List<ChunkId> chunks = new ArrayList<>();
    for (String each : arguments.texts("chunks")) {
      ChunkId chunk = ArchiveCommands.chunk(community, each).chunk();
      if (!listed.containsKey(chunk)) {
        throw new CommandFailure(
            ErrorCode.REFUSED,
            "The chunk " + chunk + " is not listed.",
            "It was removed or replaced already.",
            "'annals archive list' shows the state of all chunks.");
      }
      chunks.add(chunk);
    }
    int before = listed.size();
    new Owning(parts, live)
        .run(
            community,
            leave -> {
              new Removing(parts).chunks(community, chunks, reason, leave);
              return chunks;
            });
    return Reply.ok(
        HomeCommands.object()
            .put("removed", chunks.size())
            .put("of", before)
            .put("membersAreAsked", chunks.size() * 4L > before)
            .put("reason", name(reason)));
  }

  private Reply removeMessages(Arguments arguments)
      throws CommandFailure, IOException, KeyStoreException, InterruptedException {
    Community community = communities.named(arguments.community());
    Owning.key(community);
    RemovalReason reason = reason(arguments);
    List<KnownMessage> messages = new ArrayList<>();
    for (String each : arguments.texts("messages")) {
      messages.add(message(community, MessageCommands.id(each)));
    }
    Removing.Removed removed =
        new Owning(parts, live)
            .run(
                community,
                leave -> new Removing(parts).messages(community, messages, reason, leave));
    return Reply.ok(
        HomeCommands.object()
            .put("removed", removed.messages())
            .put("chunksReplaced", removed.replaced())
            .put("notArchivedYet", removed.waiting())
            .put("reason", name(reason)));
  }

  private static KnownMessage message(Community community, MessageId id)
      throws CommandFailure, IOException {
    Optional<KnownMessage> archived =
        Optional.ofNullable(community.messages().known().find(Set.of(id)).get(id));
    Optional<KnownMessage> found =
        archived.or(() -> community.messages().show(id).map(RemovalCommands::known));
    if (found.isEmpty()) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "There is no message " + id + " to remove.",
          "It is not on this device, or it was deleted.",
          "Copy the id from 'annals message list --json'.");
    }
    return found.get();
  }

  private static KnownMessage known(ShownMessage message) {
    return new KnownMessage(
        message.id(),
        message.channel(),
        message.author(),
        message.clock(),
        message.imported().isPresent(),
        0);
  }

  private static RemovalReason reason(Arguments arguments) throws CommandFailure {
    String text = arguments.text("reason").orElse(name(RemovalReason.OWNER));
    for (RemovalReason reason : List.of(RemovalReason.OWNER, RemovalReason.LEGAL)) {
      if (name(reason).equals(text)) {
        return reason;
      }
    }
    throw new CommandFailure(
        ErrorCode.USAGE,
        "'" + text + "' is no reason to remove something.",
        "Bytes removed for 'legal' go at once, for 'owner' after seven days.",
        "Give 'owner' or 'legal'.");
  }

  private static String name(RemovalReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private Reply acceptRemovals(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    boolean dryRun = arguments.flag("dryRun");
    ObjectNode reply = HomeCommands.object().put("dryRun", dryRun);
    ArrayNode all = reply.putArray("removals");
    List<HeadAlert.NeedsWord> waiting = community.head().view().waiting();
    for (HeadAlert.NeedsWord each : waiting) {
      addRemovals(community, each, all);
    }
    if (!dryRun) {
      for (HeadAlert.NeedsWord each : waiting) {
        HeadOutcome outcome = community.head().word(each.catalogue(), true);
        if (!(outcome instanceof HeadOutcome.Applied)) {
          throw new IOException("the catalogue " + each.catalogue() + " was not taken: " + outcome);
        }
      }
      if (!waiting.isEmpty()) {
        live.ifPresent(node -> node.changed(community));
        new Owning(parts, live).letGo(community);
      }
    }
    return Reply.ok(
        reply
            .put("accepted", !dryRun && !waiting.isEmpty())
            .put("listed", community.head().view().contents().entries().size()));
  }

  private void addRemovals(Community community, HeadAlert.NeedsWord waiting, ArrayNode all)
      throws IOException {
    Optional<byte[]> file =
        parts.tables().catalogues().catalogue(community.id(), waiting.catalogue());
    if (file.isEmpty()
        || !(CatalogueFile.read(community.id(), file.get(), parts.signatures())
            instanceof CatalogueReading.Verified verified)) {
      throw new IOException("the catalogue that waits is not here: " + waiting.catalogue());
    }
    Map<ChunkId, CatalogueEntry> listed = community.head().view().contents().entries();
    Catalogue catalogue = verified.signed().catalogue();
    Map<ChunkId, String> leaving = new LinkedHashMap<>();
    for (RemovedChunk removed : catalogue.removed()) {
      leaving.put(removed.chunk(), name(removed.reason()));
    }
    Replacements.effective(listed, catalogue.entries()).stream()
        .sorted()
        .forEach(replaced -> leaving.putIfAbsent(replaced, "replaced"));
    leaving.forEach(
        (chunk, reason) -> {
          CatalogueEntry entry = listed.get(chunk);
          if (entry != null) {
            all.addObject()
                .put("chunkId", chunk.toString())
                .put("from", entry.position().window().startSeconds())
                .put("to", entry.position().window().endSeconds())
                .put("messages", entry.counts().messages())
                .put("reason", reason);
          }
        });
  }
}
