package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Attachment;
import org.annals.importer.database.MessagePage;
import org.annals.importer.database.PageCursor;
import org.annals.importer.database.ShownMessage;
import org.annals.importer.database.ShownReaction;
import org.annals.keys.Digest;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.Messages;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;

/** Reading the message database, and building it anew. */
final class MessageCommands {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 1_000;

  private final Communities communities;

  MessageCommands(Communities communities) {
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("message.list", Failures.translating((args, progress) -> list(args)));
    all.put("message.show", Failures.translating((args, progress) -> show(args)));
    all.put("db.digest", Failures.translating((args, progress) -> digest(args)));
    all.put("db.rebuild", Failures.translating(this::rebuild));
  }

  private Reply list(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    int limit = arguments.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    Channels names = Channels.of(community);
    Optional<ChannelId> channel = Optional.empty();
    if (arguments.text("channel").isPresent()) {
      channel = Optional.of(names.named(arguments.text("channel").get()));
    }
    Optional<PageCursor> before = Optional.empty();
    if (arguments.text("before").isPresent()) {
      before = PageCursor.parse(arguments.text("before").get());
      if (before.isEmpty()) {
        throw new CommandFailure(
            ErrorCode.USAGE,
            "'--before' does not take '" + arguments.text("before").get() + "'.",
            "It is not a place in the list.",
            "Use the 'next' of an earlier answer.");
      }
    }
    MessagePage page = community.messages().newestFirst(channel, before, limit);
    ObjectNode reply = HomeCommands.object();
    ArrayNode messages = reply.putArray("messages");
    page.messages().forEach(each -> messages.add(toJson(each, names)));
    page.next()
        .ifPresentOrElse(next -> reply.put("next", next.toString()), () -> reply.putNull("next"));
    return Reply.ok(reply);
  }

  /** A message id as people write it. */
  static MessageId id(String text) throws CommandFailure {
    try {
      return MessageId.parse(text.startsWith("0x") ? text.substring(2) : text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "'" + text + "' is no message id.",
          "A message id has 64 hexadecimal digits.",
          "Copy it from 'annals message list --json'.",
          e);
    }
  }

  private Reply show(Arguments arguments) throws CommandFailure, IOException {
    Community community = communities.named(arguments.community());
    MessageId id = id(arguments.required("id"));
    Optional<ShownMessage> message = community.messages().show(id);
    if (message.isEmpty()) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "There is no message " + id + " to show.",
          "It is not on this device, or it was deleted.",
          "'annals sync --wait' fetches what is missing.");
    }
    return Reply.ok(toJson(message.get(), Channels.of(community)));
  }

  private static ObjectNode toJson(ShownMessage message, Channels names) {
    ObjectNode json =
        HomeCommands.object()
            .put("id", message.id().toString())
            .put("channel", message.channel().toString())
            .put("clock", message.clock())
            .put("author", "0x" + message.author().hex())
            .put("text", message.text())
            .put("edited", message.edited() > 0)
            .put("imported", message.imported().isPresent())
            .put("archived", message.chunk().isPresent())
            .put("pinned", message.pinned());
    names.name(message.channel()).ifPresent(name -> json.put("channelName", name));
    if (!message.displayName().isEmpty()) {
      json.put("authorName", message.displayName());
    }
    message.imported().ifPresent(mark -> json.put("source", source(mark.source().toString())));
    message.reply().ifPresent(reply -> json.put("replyTo", reply.toString()));
    message.chunk().ifPresent(chunk -> json.put("chunk", chunk.toString()));
    ArrayNode attachments = json.putArray("attachments");
    for (Attachment each : message.attachments()) {
      attachments
          .addObject()
          .put("name", each.name())
          .put("type", each.mediaType())
          .put("size", each.size())
          .put("sha256", each.digest().map(Digest::hex).orElse(""));
    }
    ArrayNode reactions = json.putArray("reactions");
    for (ShownReaction each : message.reactions()) {
      reactions.addObject().put("emoji", each.emoji()).put("count", each.count());
    }
    return json;
  }

  private static String source(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private Reply digest(Arguments arguments) throws CommandFailure {
    Community community = communities.named(arguments.community());
    Messages.Digests digests = community.messages().digests();
    return Reply.ok(
        HomeCommands.object()
            .put("archived", digests.archived().hex())
            .put("all", digests.all().hex())
            .put("messages", digests.messages()));
  }

  private Reply rebuild(Arguments arguments, Progress progress)
      throws CommandFailure, IOException, InterruptedException {
    Community community = communities.named(arguments.community());
    long textOnly = community.chunks().textOnly();
    if (textOnly > 0 && !arguments.flag("dropText")) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "The database was left as it is.",
          "It holds the text of "
              + textOnly
              + " chunks whose files are not on this disk any more; a new one would lack it.",
          "Let the node fetch them again ('annals quota set --disk' makes room), or go on without"
              + " that text: 'annals db rebuild --drop-text'.");
    }
    community.rebuild(
        (done, total) -> progress.tell(ProgressEvents.count("rebuild", done, total, "chunks")));
    return Reply.ok(HomeCommands.object().put("messages", community.messages().count()));
  }
}
