package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "community",
    mixinStandardHelpOptions = true,
    description = "Communities that this home owns or helps.",
    subcommands = {
      CommunityCommands.Create.class,
      CommunityCommands.ListAll.class,
      CommunityCommands.Show.class,
      CommunityCommands.Add.class,
      CommunityCommands.Enable.class,
      CommunityCommands.Disable.class,
      CommunityCommands.Restore.class,
      PolicyCommand.class,
      AcceptRemovalsCommand.class
    })
final class CommunityCommands extends CommandGroup {

  private static void printCommunity(JsonNode community, PrintWriter out) {
    out.println(community.path("name").asText("(name not known yet)"));
    out.println("  id           " + community.path("id").asText());
    out.println("  fingerprint  " + community.path("fingerprint").asText());
    out.println("  role         " + community.path("role").asText());
    out.println("  switched     " + switched(community));
    out.println(
        "  history      "
            + Format.count(community.path("messages").asLong())
            + " messages in "
            + Format.count(community.path("chunks").path("verified").asLong())
            + " chunks");
  }

  /** Whether it is on, and what its owner says to that. */
  static String switched(JsonNode community) {
    String own = community.path("enabled").asBoolean() ? "on" : "off";
    return community.path("serving").asBoolean(true)
        ? own
        : own + ", but switched off by its owner: nothing is fetched or served";
  }

  @Command(name = "create", description = "Make a community; this home becomes its owner node.")
  static final class Create extends RequestCommand {
    @Parameters(paramLabel = "NAME", description = "what people call it")
    String name = "";

    @Override
    String request() {
      return "community.create";
    }

    @Override
    void arguments(ObjectNode arguments) {
      arguments.put("name", name);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Made the community '" + name + "': " + reply.path("id").asText());
      out.println("Fingerprint: " + reply.path("fingerprint").asText());
      out.println();
      out.println("Its key is in " + reply.path("keyFile").asText() + ".");
      out.println(
          "Keep a copy elsewhere: 'annals key backup FILE'. Whoever has the key is the owner;");
      out.println("without it nobody can add to this community's history again.");
      out.println("The recovery key is in " + reply.path("recoveryKeyFile").asText() + ".");
      out.println("Move it off this machine: it is for the day on which the other key is lost.");
    }
  }

  @Command(name = "list", description = "List all communities of this home.")
  static final class ListAll extends RequestCommand {
    @Override
    String request() {
      return "community.list";
    }

    @Override
    void arguments(ObjectNode arguments) {}

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      if (reply.path("communities").isEmpty()) {
        out.println("No community yet. 'annals community create NAME' makes one,");
        out.println("'annals community add INVITE' joins one.");
      }
      reply.path("communities").forEach(each -> printCommunity(each, out));
    }
  }

  @Command(name = "show", description = "Show one community.")
  static final class Show extends RequestCommand {
    @Parameters(arity = "0..1", paramLabel = "COMMUNITY", description = "id, beginning or name")
    String community = "";

    @Override
    String request() {
      return "community.show";
    }

    @Override
    void arguments(ObjectNode arguments) {
      if (!community.isEmpty()) {
        arguments.put("community", community);
      }
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      printCommunity(reply, out);
      reply
          .path("channels")
          .forEach(
              c -> out.println("  #" + c.path("name").asText() + "  " + c.path("id").asText()));
    }
  }

  @Command(
      name = "add",
      description = "Take in an invite. Nothing is fetched or served until it is switched on.")
  static final class Add extends RequestCommand {
    @Parameters(paramLabel = "INVITE", description = "annals:join/1?...")
    String invite = "";

    @Override
    String request() {
      return "community.add";
    }

    @Override
    void arguments(ObjectNode arguments) {
      arguments.put("invite", invite);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Added the community " + reply.path("id").asText());
      out.println("Fingerprint: " + reply.path("fingerprint").asText());
      out.println("Compare the fingerprint with the one that its owner gives.");
      out.println("It is off. 'annals community enable' starts fetching and serving its history.");
    }
  }

  /** What enable and disable have in common. */
  abstract static class Switch extends RequestCommand {
    @Parameters(arity = "0..1", paramLabel = "COMMUNITY", description = "id, beginning or name")
    String community = "";

    @Override
    void arguments(ObjectNode arguments) {
      if (!community.isEmpty()) {
        arguments.put("community", community);
      }
    }
  }

  @Command(name = "enable", description = "Fetch this community's history and serve it to others.")
  static final class Enable extends Switch {
    @Override
    String request() {
      return "community.enable";
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("On: its history is fetched, newest first, while 'annals node' runs.");
      out.println("Others in its swarm see your IP address, as with any BitTorrent download.");
    }
  }

  @Command(
      name = "disable",
      description = "Stop fetching and serving; what is there stays readable.")
  static final class Disable extends Switch {
    @Override
    String request() {
      return "community.disable";
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Off: nothing of it is fetched or served. What is on this disk stays readable.");
    }
  }

  @Command(
      name = "restore",
      description = "Become the owner again on a new home, from a backup of the community's key.")
  static final class Restore extends RequestCommand {
    @Parameters(paramLabel = "KEYFILE", description = "made by 'annals key backup'")
    Path keyFile = Path.of("");

    @Option(
        names = "--no-history-found",
        description =
            "publish even though nobody could be asked for the history: members then follow the new one")
    boolean noHistoryFound;

    @Override
    String request() {
      return "community.restore";
    }

    @Override
    void arguments(ObjectNode arguments) {
      arguments.put("keyFile", keyFile.toAbsolutePath().toString());
      arguments.put("noHistoryFound", noHistoryFound);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("This home owns " + reply.path("id").asText() + " again.");
      out.println("The node first asks the others for the history; it publishes after that.");
    }
  }
}
