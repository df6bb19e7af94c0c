package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.RequestClient;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Shows the status of a running node every second, until Ctrl-C, which ends it with 0. A terminal
 * is drawn over in one piece; elsewhere each second is a line; with {@code --json} an object.
 */
final class StatusWatch {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final String STOPPED = "The node is stopped: 'annals node' starts it.";

  /** Cursor away, screen kept for afterwards; and the way back. */
  private static final String ENTER = "\033[?1049h\033[?25l";

  private static final String LEAVE = "\033[?25h\033[?1049l";

  private final Home home;
  private final boolean json;
  private final boolean terminal;
  private final PrintWriter out;
  private final BiConsumer<ObjectNode, PrintWriter> printer;

  private StatusWatch(CommandSpec spec, BiConsumer<ObjectNode, PrintWriter> printer) {
    GlobalOptions options = Main.options(spec);
    this.home = options.resolvedHome();
    this.json = options.json;
    this.terminal = !json && Terminal.STDOUT.canRedraw();
    this.out = spec.commandLine().getOut();
    this.printer = printer;
  }

  static int run(CommandSpec spec, BiConsumer<ObjectNode, PrintWriter> printer)
      throws CommandFailure, InterruptedException {
    StatusWatch watch = new StatusWatch(spec, printer);
    if (!watch.home.exists()) {
      throw Requests.noHome(watch.home);
    }
    Thread hook = new Thread(watch::interrupted, "watch-end");
    Runtime.getRuntime().addShutdownHook(hook);
    if (watch.terminal) {
      watch.out.print(ENTER);
    }
    try {
      while (!watch.out.checkError()) {
        Optional<ObjectNode> status = watch.ask();
        watch.show(watch.json ? status : status.map(OthersText::shown));
        Thread.sleep(EVERY.toMillis());
      }
      return 0;
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
      watch.leave();
    }
  }

  /** Ctrl-C is how a watch ends: that is no failure. */
  private void interrupted() {
    leave();
    Runtime.getRuntime().halt(0);
  }

  private void leave() {
    if (terminal) {
      out.print(LEAVE);
    }
    out.flush();
  }

  /** Never opens the home itself: a node that is about to start must find it free. */
  private Optional<ObjectNode> ask() throws CommandFailure {
    if (!Files.exists(home.socket())) {
      return Optional.empty();
    }
    try {
      ObjectNode none = JsonNodeFactory.instance.objectNode();
      return Optional.of(RequestClient.ask(home.socket(), "status", none, Progress.SILENT).json());
    } catch (IOException e) {
      return Optional.empty();
    } catch (CommandFailure e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void show(Optional<ObjectNode> status) {
    if (json) {
      out.println(status.orElseGet(StatusWatch::stopped));
    } else if (terminal) {
      StringWriter text = new StringWriter();
      PrintWriter lines = new PrintWriter(text);
      status.ifPresentOrElse(each -> printer.accept(each, lines), () -> lines.println(STOPPED));
      lines.flush();
      out.print("\033[H" + text.toString().replace("\n", "\033[K\n") + "\033[J");
    } else {
      out.println(line(status));
    }
    out.flush();
  }

  private static ObjectNode stopped() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("node").put("running", false);
    return json;
  }

  private static String line(Optional<ObjectNode> status) {
    String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
    if (status.isEmpty()) {
      return time + "  " + STOPPED;
    }
    StringBuilder line = new StringBuilder(time).append("  ");
    line.append(rates(status.get().path("node")));
    for (JsonNode each : status.get().path("communities")) {
      line.append("  ")
          .append(each.path("name").asText(Format.brief(each.path("id").asText())))
          .append(": ")
          .append(Format.count(each.path("missing").asLong()))
          .append(" missing");
    }
    return line.toString();
  }

  /** How fast bytes move. */
  static String rates(JsonNode of) {
    JsonNode rate = of.path("rate");
    return "now "
        + Format.bytes(rate.path("up").asLong())
        + "/s up, "
        + Format.bytes(rate.path("down").asLong())
        + "/s down";
  }
}
