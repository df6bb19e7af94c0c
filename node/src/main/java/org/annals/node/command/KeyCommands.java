package org.annals.node.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;

/** Taking a community's key out of the home. */
final class KeyCommands {
  private final HomeParts parts;
  private final Communities communities;

  KeyCommands(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("key.export", Failures.translating((args, progress) -> export(args)));
    all.put("key.backup", Failures.translating((args, progress) -> backup(args)));
  }

  private Reply backup(Arguments arguments) throws CommandFailure, KeyStoreException {
    Community community = owned(arguments);
    Path file = Path.of(arguments.required("file"));
    parts.keys().backup(community.keyName(), file);
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
      throw new CommandFailure(
          ErrorCode.USAGE,
          file + " exists already; nothing was written.",
          "A key never replaces another file.",
          "Name a file that does not exist yet.",
          e);
    }
    return Reply.ok(
        HomeCommands.object().put("file", file.toString()).put("id", community.id().toString()));
  }

  private Community owned(Arguments arguments) throws CommandFailure {
    Community community = communities.named(arguments.community());
    if (!community.row().owned()) {
      throw Failures.notOwner(community.row().name());
    }
    return community;
  }
}
