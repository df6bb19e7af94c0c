package org.annals.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.annals.node.OpenedHome;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;

/**
 * The main job, step by step. Every number in the result was measured: digests come from three
 * databases of three processes, byte counts from their sockets.
 */
final class Demo implements AutoCloseable {
  private static final String NAME = "Demo community";
  private static final int SYNC_SECONDS = 600;
  private static final long CONNECT_SECONDS = 60;

  private final Path directory;
  private final DemoHistory history;
  private final boolean keep;
  private final DemoScreen screen;
  private final DemoNode owner;
  private final DemoNode member;
  private final DemoNode newcomer;
  private final ObjectNode result = JsonNodeFactory.instance.objectNode();
  private final ObjectNode seconds = JsonNodeFactory.instance.objectNode();
  private boolean finished;

  Demo(Path directory, DemoHistory history, boolean keep, DemoScreen screen) {
    this.directory = directory;
    this.history = history;
    this.keep = keep;
    this.screen = screen;
    this.owner = new DemoNode("owner", directory);
    this.member = new DemoNode("member", directory);
    this.newcomer = new DemoNode("newcomer", directory);
  }

  ObjectNode run() throws IOException, CommandFailure, InterruptedException {
    long start = System.nanoTime();
    startOwner();
    giveHistory();
    String invite = owner.ask("invite").path("invite").asText();
    startMember(invite);
    pack();
    syncMember();
    ObjectNode ownerDigest = stopOwner();
    syncNewcomer();
    compare(ownerDigest);
    seconds.put("total", since(start));
    result.set("seconds", seconds);
    if (keep) {
      sayHowToLook();
    } else {
      newcomer.stop();
      member.stop();
    }
    finished = true;
    return result;
  }

  private void startOwner() throws IOException, CommandFailure, InterruptedException {
    screen.step("An owner makes a community and starts a node");
    owner.home().create();
    unlimited(owner);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("name", NAME);
    JsonNode made = locally(owner, "community.create", arguments);
    result.put("community", made.path("id").asText());
    screen.detail("community " + made.path("id").asText());
    owner.start();
  }

  private void giveHistory() throws IOException, CommandFailure {
    Path input = history.input();
    if (input != null) {
      screen.step("The owner imports " + input);
      ObjectNode arguments = JsonNodeFactory.instance.objectNode();
      arguments.put("path", input.toAbsolutePath().toString());
      JsonNode report = owner.ask("import.discord", arguments, screen::progress);
      screen.detail(report.path("report").toString());
      return;
    }
    screen.step(
        String.format(
            Locale.ROOT, "Generating %,d signed messages over 26 weeks", history.messages()));
    Path file = directory.resolve("history");
    String community = owner.community().path("id").asText();
    for (ObjectNode channel : GeneratedHistory.write(history, community, file)) {
      owner.ask("channel.describe", channel, Progress.SILENT);
    }
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("file", file.toString());
    JsonNode captured = owner.ask("capture", arguments, screen::progress);
    Files.delete(file);
    screen.detail(
        String.format(
            Locale.ROOT, "the owner's node captured %,d", captured.path("captured").asLong()));
    if (!captured.path("refused").isEmpty()) {
      throw new CommandFailure(
          ErrorCode.VERIFICATION,
          "The owner's node refused generated messages.",
          captured.path("refused").toString(),
          "This is a defect of Annals: please report it.");
    }
  }

  private void startMember(String invite) throws IOException, CommandFailure, InterruptedException {
    screen.step("A member joins with the owner's invite and waits for an announcement");
    join(member, invite);
    awaitNeighbours(owner);
  }

  private void join(DemoNode node, String invite)
      throws IOException, CommandFailure, InterruptedException {
    node.home().create();
    unlimited(node);
    locally(node, "community.add", JsonNodeFactory.instance.objectNode().put("invite", invite));
    locally(node, "community.enable", JsonNodeFactory.instance.objectNode());
    node.start();
  }

  /** A new home sends at most 2 MiB/s; the demo shows how fast it could go. */
  private void unlimited(DemoNode node) throws IOException, CommandFailure, InterruptedException {
    locally(node, "quota.set", JsonNodeFactory.instance.objectNode().put("up", "unlimited"));
    screen.detail("annals quota set --up unlimited   # a new home sends 2 MiB/s at most");
  }

  private static void awaitNeighbours(DemoNode node)
      throws IOException, CommandFailure, InterruptedException {
    long deadline = System.nanoTime() + CONNECT_SECONDS * 1_000_000_000L;
    while (node.ask("status").path("waku").path("subscribers").asInt() == 0) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            ErrorCode.UNREACHABLE,
            "The demo's nodes did not connect within " + CONNECT_SECONDS + " seconds.",
            "Something keeps processes of this machine from reaching each other on 127.0.0.1.",
            "Check the firewall for loopback, then try again.");
      }
      Thread.sleep(50);
    }
  }

  private void pack() throws IOException, CommandFailure {
    screen.step("The owner packs what is older than seven days, signs and announces it");
    long start = System.nanoTime();
    ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("now", true);
    JsonNode packed = owner.ask("pack", arguments, screen::progress);
    seconds.put("pack", since(start));
    for (String each : new String[] {"windows", "chunks", "archiveBytes", "rawBytes"}) {
      result.set(each, packed.path(each));
    }
    screen.detail(
        String.format(
            Locale.ROOT,
            "%,d messages and %,d images in %,d chunks, %,d bytes",
            packed.path("messages").asLong(),
            packed.path("images").asLong(),
            packed.path("chunks").asLong(),
            packed.path("archiveBytes").asLong()));
  }

  private void syncMember() throws IOException, CommandFailure {
    screen.step("The member fetches newest first, verifies, imports, seeds");
    sync(member);
    JsonNode stages = member.community().path("stages");
    long announced = owner.community().path("stages").path("announced").asLong();
    seconds.put("announce", millis(stages.path("catalogue").asLong() - announced));
    // Everything on the relay streams of all three nodes; the newcomer's are added later.
    result.put("relayBytes", relayBytes(owner) + relayBytes(member));
  }

  private ObjectNode stopOwner() throws IOException, CommandFailure, InterruptedException {
    ObjectNode digest = owner.ask("db.digest");
    screen.step("The owner goes offline (process " + owner.processId().orElse(0L) + " ends)");
    owner.stop();
    return digest;
  }

  private void syncNewcomer() throws IOException, CommandFailure, InterruptedException {
    screen.step("A newcomer joins with an invite made by the member");
    long before = member.community().path("upBytes").asLong();
    long relayBefore = relayBytes(member);
    long start = System.currentTimeMillis();
    join(newcomer, member.ask("invite").path("invite").asText());
    sync(newcomer);
    JsonNode community = newcomer.community();
    JsonNode stages = community.path("stages");
    seconds.put("firstMessage", millis(stages.path("firstMessage").asLong() - start));
    seconds.put("fetch", millis(stages.path("fetched").asLong() - start));
    seconds.put("import", community.path("importSeconds").asDouble());
    result.put("messages", community.path("messages").asLong());
    result.put("images", community.path("images").asLong());
    long sent = member.community().path("upBytes").asLong() - before;
    long received = community.path("downBytes").asLong();
    // The owner's process has ended; the member's own counter says whether it sent the bytes.
    boolean byMember = received > 0 && sent >= received;
    result.put("newcomerServedBy", byMember ? "member" : "unknown");
    result.put(
        "relayBytes",
        result.path("relayBytes").asLong()
            + relayBytes(member)
            - relayBefore
            + relayBytes(newcomer));
    screen.detail(String.format(Locale.ROOT, "the member sent %,d bytes", sent));
  }

  private void compare(ObjectNode ownerDigest) throws IOException, CommandFailure {
    screen.step("Comparing the three message databases");
    String ofOwner = ownerDigest.path("archived").asText();
    String ofMember = member.ask("db.digest").path("archived").asText();
    String ofNewcomer = newcomer.ask("db.digest").path("archived").asText();
    result.put("ownerDigest", ofOwner);
    result.put("memberDigest", ofMember);
    result.put("newcomerDigest", ofNewcomer);
    result.put(
        "ok",
        !ofOwner.isEmpty()
            && ofOwner.equals(ofMember)
            && ofOwner.equals(ofNewcomer)
            && result.path("messages").asLong() > 0
            && result.path("newcomerServedBy").asText().equals("member"));
  }

  private void sync(DemoNode node) throws IOException, CommandFailure {
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.put("wait", true).put("timeout", SYNC_SECONDS);
    JsonNode synced = node.ask("sync", arguments, screen::progress);
    screen.detail(
        String.format(Locale.ROOT, "complete: %,d messages", synced.path("messages").asLong()));
  }

  private static long relayBytes(DemoNode node) throws IOException, CommandFailure {
    JsonNode relay = node.ask("status").path("waku").path("relayBytes");
    // Each byte is counted where it is sent, so that no byte counts twice.
    return relay.path("sent").asLong();
  }

  private static JsonNode locally(DemoNode node, String command, ObjectNode arguments)
      throws IOException, CommandFailure, InterruptedException {
    try (OpenedHome home = OpenedHome.open(node.home())) {
      Reply reply = home.commands().run(command, arguments, Progress.SILENT);
      return reply.json();
    }
  }

  private void sayHowToLook() {
    screen.step("The member's and the newcomer's nodes keep running");
    for (DemoNode node : new DemoNode[] {member, newcomer}) {
      screen.detail("./annals --home " + node.home().data() + " status");
      screen.detail("./annals --home " + node.home().data() + " message list");
    }
    screen.detail(
        "kill "
            + member.processId().orElse(0L)
            + " "
            + newcomer.processId().orElse(0L)
            + "; rm -r "
            + directory
            + "   # ends them");
  }

  private static double since(long nanos) {
    return millis((System.nanoTime() - nanos) / 1_000_000);
  }

  private static double millis(long millis) {
    return millis / 1000.0;
  }

  @Override
  public void close() throws IOException {
    if (keep) {
      return;
    }
    owner.close();
    member.close();
    newcomer.close();
    if (finished) {
      deleteTree(directory);
    } else {
      screen.detail("what it left behind is in " + directory);
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path visited, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
