package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.annals.keys.Digest;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.invite.KeyFingerprint;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;

/** Which keys the home has, and taking a community's key out of it. */
final class KeyCommands {
  private final HomeParts parts;
  private final Communities communities;

  KeyCommands(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("key.list", Failures.translating((args, progress) -> list()));
    all.put("key.export", Failures.translating((args, progress) -> export(args)));
    all.put("key.backup", Failures.translating((args, progress) -> backup(args)));
  }

  /** Public things only. A key that cannot be used is listed with the reason. */
  private Reply list() throws KeyStoreException {
    Map<String, Community> owners = new HashMap<>();
    communities.all().forEach(each -> owners.put(each.keyName(), each));
    ObjectNode reply = HomeCommands.object();
    ArrayNode keys = reply.putArray("keys");
    for (String name : parts.keys().names()) {
      ObjectNode key = keys.addObject().put("name", name);
      Community community = owners.get(name);
      if (community != null) {
        key.put("community", community.row().name());
      }
      try {
        PrivateKey found = parts.keys().find(name).orElseThrow();
        key.put(
            "fingerprint",
            community != null
                ? KeyFingerprint.of(community.id())
                : fingerprint(parts.curve().publicKey(found)));
      } catch (KeyStoreException e) {
        key.put("problem", e.getMessage() + ". " + e.remedy());
      }
    }
    return Reply.ok(reply);
  }

  /**
   * Of a key that is no community's: the first 16 hexadecimal digits of the SHA-256 of the
   * compressed public key.
   */
  private static String fingerprint(PublicKey key) {
    return Digest.sha256(key.toBytes()).hex().substring(0, 16);
  }

  private Reply backup(Arguments arguments) throws CommandFailure, KeyStoreException {
    Community community = owned(arguments);
    Path file = Path.of(arguments.required("file"));
    try {
      parts.keys().backup(community.keyName(), file);
    } catch (KeyStoreException e) {
      if (e.code().equals(KeyStoreException.EXISTS)) {
        throw existsAlready(file, e);
      }
      throw e;
    }
    return Reply.ok(
        HomeCommands.object().put("file", file.toString()).put("id", community.id().toString()));
  }

  private Reply export(Arguments arguments) throws CommandFailure, KeyStoreException, IOException {
    Community community = owned(arguments);
    PrivateKey key = community.key().orElseThrow();
    Path file = Path.of(arguments.required("file"));
    byte[] text =
        (HexFormat.of().formatHex(key.toBytes()) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw existsAlready(file, e);
    }
    return Reply.ok(
        HomeCommands.object().put("file", file.toString()).put("id", community.id().toString()));
  }

  private static CommandFailure existsAlready(Path file, Exception cause) {
    return new CommandFailure(
        ErrorCode.USAGE,
        file + " exists already; nothing was written.",
        "A key never replaces another file.",
        "Name a file that does not exist yet.",
        cause);
  }

  private Community owned(Arguments arguments) throws CommandFailure {
    Community community = communities.named(arguments.community());
    if (!community.row().owned()) {
      throw Failures.notOwner(community.row().name());
    }
    return community;
  }
}
