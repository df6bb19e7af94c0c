package org.annals.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.annals.cli.Main;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code demo} command. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Run the main job on this machine, with three node processes that talk by sockets only.",
      "An owner packs and announces, a member fetches, the owner is stopped, a newcomer gets"
          + " everything from the member."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final long MAX_MESSAGES = 2_000_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--messages",
      paramLabel = "N",
      defaultValue = "20000",
      description = "messages to generate over 26 weeks; default ${DEFAULT-VALUE}")
  int messages;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "images among them; default 1.5 %% of the messages, at most 40 MiB")
  @Nullable Integer images;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "take a DiscordChatExporter folder instead of generated history")
  @Nullable Path input;

  @Option(names = "--keep", description = "leave the nodes running and say how to look at them")
  boolean keep;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    DemoScreen screen = new DemoScreen(Main.wantsJson(spec), out);
    try {
      Path directory = Files.createTempDirectory("annals-demo-");
      try (Demo demo =
          new Demo(directory, new DemoHistory(messages, images, input), keep, screen)) {
        ObjectNode result = demo.run();
        screen.result(result);
        return result.path("ok").asBoolean() ? 0 : ErrorCode.VERIFICATION.exit();
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ErrorCode.UNEXPECTED,
          "The demo could not go on.",
          String.valueOf(e.getMessage()),
          "Check the disk; run it with --keep to look at what it left behind.",
          e);
    }
  }

  private void check() {
    if (messages < 1 || messages > MAX_MESSAGES) {
      throw new ParameterException(
          spec.commandLine(), "--messages takes 1 to " + MAX_MESSAGES + ", not " + messages + ".");
    }
    Integer wanted = images;
    if (wanted != null && (wanted < 0 || wanted > messages)) {
      throw new ParameterException(
          spec.commandLine(), "--images takes 0 to the number of messages, not " + wanted + ".");
    }
    Path folder = input;
    if (folder != null && !Files.exists(folder)) {
      throw new ParameterException(spec.commandLine(), "--input: there is no " + folder + ".");
    }
  }
}
