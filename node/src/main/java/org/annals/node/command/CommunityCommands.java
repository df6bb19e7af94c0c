package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.keys.Digest;
import org.annals.keys.KeyStore;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.catalogue.ChannelEntry;
import org.annals.magnetindex.head.HeadView;
import org.annals.magnetindex.invite.Invite;
import org.annals.magnetindex.invite.InviteCodec;
import org.annals.magnetindex.invite.InviteReading;
import org.annals.magnetindex.invite.KeyFingerprint;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.database.CommunityRow;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;

/** Making, joining, restoring, switching and showing communities. */
final class CommunityCommands {
  private static final int MAX_NAME = 1_024;

  private final HomeParts parts;
  private final Communities communities;
  private final Optional<LiveNode> live;

  CommunityCommands(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.live = live;
  }

  void addTo(Map<String, Command> all) {
    all.put("community.create", Failures.translating((args, progress) -> create(args)));
    all.put("community.list", Failures.translating((args, progress) -> list()));
    all.put("community.show", Failures.translating((args, progress) -> show(args)));
    all.put("community.add", Failures.translating((args, progress) -> add(args)));
    all.put("community.enable", Failures.translating((args, progress) -> enable(args, true)));
    all.put("community.disable", Failures.translating((args, progress) -> enable(args, false)));
    all.put("community.restore", Failures.translating((args, progress) -> restore(args)));
    all.put("invite", Failures.translating((args, progress) -> invite(args)));
  }

  private Reply create(Arguments arguments) throws CommandFailure, IOException, KeyStoreException {
    String name = arguments.required("name").strip();
    if (name.isEmpty() || name.length() > MAX_NAME / 4) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "A community needs a name of 1 to " + MAX_NAME / 4 + " characters.",
          "'" + name + "' is not.",
          "Choose another name.");
    }
    KeyStore keys = parts.keys();
    PrivateKey key = keys.generate();
    PrivateKey recovery = keys.generate();
    CommunityId id = new CommunityId(parts.curve().publicKey(key));
    String keyName = Community.keyName(id);
    Path recoveryFile = parts.home().keys().resolve(keyName + ".recovery");
    // The recovery key is kept as a file to be moved away; the catalogue only has its hash.
    keys.writeBackup(keyName, recovery, recoveryFile);
    keys.store(keyName, key);
    Digest recoveryHash = Digest.sha256(parts.curve().publicKey(recovery).toBytes());
    CommunityRow row =
        new CommunityRow(
            id, name, true, true, true, false, Optional.of(recoveryHash), instance(), List.of());
    Community made = take(row);
    return Reply.ok(
        describe(made)
            .put("keyFile", parts.home().keys().resolve(keyName + ".key").toString())
            .put("recoveryKeyFile", recoveryFile.toString()));
  }

  private byte[] instance() {
    byte[] bytes = new byte[16];
    parts.random().nextBytes(bytes);
    return bytes;
  }

  private Community take(CommunityRow row) throws IOException {
    Community community = Community.open(parts, row);
    community.update(row);
    communities.add(community);
    live.ifPresent(node -> node.changed(community));
    return community;
  }

  private Reply list() throws IOException {
    ObjectNode reply = HomeCommands.object();
    ArrayNode all = reply.putArray("communities");
    for (Community each : communities.all()) {
      all.add(describe(each));
    }
    return Reply.ok(reply);
  }

  private Reply show(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    ObjectNode reply = describe(community);
    ArrayNode channels = reply.putArray("channels");
    for (ChannelEntry each : community.channels()) {
      channels
          .addObject()
          .put("id", each.id().toString())
          .put("name", each.name())
          .put("category", each.category());
    }
    return Reply.ok(reply);
  }

  private static ObjectNode describe(Community community) throws IOException {
    ObjectNode json = CommunityState.describe(community);
    return json.put("fingerprint", KeyFingerprint.of(community.id()));
  }

  private Reply add(Arguments arguments) throws CommandFailure, IOException {
    String text = arguments.required("invite").strip();
    InviteReading reading = InviteCodec.read(text, parts.curve());
    if (reading instanceof InviteReading.Rejected rejected) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "That is no invite that Annals understands.",
          rejected.reason(),
          "Copy the whole line that begins with 'annals:join/1?', in quotes.");
    }
    Invite invite = ((InviteReading.Read) reading).invite();
    Optional<Community> known = communities.get(invite.community());
    if (known.isPresent()) {
      CommunityRow row = known.get().row();
      List<String> bootstrap = new ArrayList<>(row.bootstrap());
      invite.bootstrap().stream().filter(each -> !bootstrap.contains(each)).forEach(bootstrap::add);
      known.get().update(row.reachedAt(bootstrap));
      live.ifPresent(node -> node.changed(known.get()));
      return Reply.ok(describe(known.get()).put("known", true));
    }
    CommunityRow row =
        new CommunityRow(
            invite.community(),
            "",
            false,
            false,
            false,
            false,
            invite.recoveryKeyHash(),
            instance(),
            invite.bootstrap());
    return Reply.ok(describe(take(row)).put("known", false));
  }

  private Reply enable(Arguments arguments, boolean on) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    if (on && !community.head().view().serving()) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "'" + community.row().name() + "' cannot be switched on.",
          "Its owner has switched the serving of its history off, for everybody.",
          "Ask the owner; what is on this disk stays readable.");
    }
    community.update(community.row().switched(on));
    live.ifPresent(node -> node.changed(community));
    return Reply.ok(describe(community));
  }

  private Reply restore(Arguments arguments) throws CommandFailure, IOException, KeyStoreException {
    Path file = Path.of(arguments.required("keyFile"));
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    boolean noHistoryFound = arguments.flag("noHistoryFound");
    KeyStore.NamedKey backup = parts.keys().readBackup(file);
    CommunityId id = new CommunityId(parts.curve().publicKey(backup.key()));
    Optional<Community> known = communities.get(id);
    parts.keys().store(Community.keyName(id), backup.key());
    if (known.isPresent()) {
      CommunityRow row = known.get().row();
      known.get().update(row.owning(noHistoryFound));
      live.ifPresent(node -> node.changed(known.get()));
      return Reply.ok(describe(known.get()));
    }
    CommunityRow row =
        new CommunityRow(
            id,
            arguments.text("name").orElse(""),
            true,
            true,
            false,
            noHistoryFound,
            Optional.empty(),
            instance(),
            List.of());
    return Reply.ok(describe(take(row)));
  }

  private Reply invite(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    HeadView view = community.head().view();
    Optional<Invite.CatalogueHint> hint = Optional.empty();
    Optional<CatalogueLink> link = view.link();
    if (link.isPresent() && view.accepted().isPresent()) {
      InfoHash infoHash = link.get().infoHash();
      hint = Optional.of(new Invite.CatalogueHint(infoHash, view.accepted().get().sequence()));
    }
    List<String> bootstrap = new ArrayList<>(live.map(LiveNode::wakuAddresses).orElse(List.of()));
    community.row().bootstrap().stream()
        .filter(each -> !bootstrap.contains(each))
        .forEach(bootstrap::add);
    Invite invite =
        new Invite(
            community.id(),
            parts.tables().settings().get("waku.shard"),
            bootstrap.subList(0, Math.min(bootstrap.size(), Invite.MAX_BOOTSTRAP)),
            hint,
            community.row().recoveryKeyHash());
    ObjectNode reply = HomeCommands.object().put("invite", InviteCodec.write(invite));
    if (live.isEmpty()) {
      reply.put(
          "hint",
          "The node is stopped, so the invite does not say where this home is reached;"
              + " one that is made while 'annals node' runs does.");
    }
    return Reply.ok(reply);
  }
}
