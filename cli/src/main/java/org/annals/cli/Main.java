package org.annals.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The {@code annals} program. */
@Command(
    name = "annals",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Keeps a community's whole chat history alive without servers.",
    subcommands = {
      InitCommand.class,
      NodeCommand.class,
      StatusCommand.class,
      CommunityCommands.class,
      InviteCommand.class,
      AnnounceCommand.class,
      ImportCommands.class,
      PackCommand.class,
      ArchiveCommands.class,
      SyncCommand.class,
      QuotaCommands.class,
      ScheduleCommands.class,
      SlowCommands.class,
      PauseCommand.class,
      ResumeCommand.class,
      ReportCommands.class,
      MessageCommands.class,
      DatabaseCommands.class,
      CheckCommand.class,
      KeyCommands.class,
      org.annals.cli.demo.DemoCommand.class,
      VersionCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @Mixin GlobalOptions options = new GlobalOptions();

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String[] arguments) {
    return commandLine().execute(arguments);
  }

  /** All commands, which print to this process's streams. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setExecutionStrategy(Main::execute);
    line.setExecutionExceptionHandler(failurePrinter());
    line.setParameterExceptionHandler(Main::usage);
    line.setUsageHelpAutoWidth(true);
    return line;
  }

  static GlobalOptions options(CommandSpec spec) {
    return ((Main) spec.root().userObject()).options;
  }

  /** Whether {@code --json} was given. */
  public static boolean wantsJson(CommandSpec spec) {
    return options(spec).json;
  }

  private static int execute(ParseResult parsed) {
    GlobalOptions options = ((Main) parsed.commandSpec().root().userObject()).options;
    Level level =
        switch (options.verbose.length) {
          case 0 -> Level.WARN;
          case 1 -> Level.INFO;
          default -> Level.DEBUG;
        };
    ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(level);
    return new CommandLine.RunLast().execute(parsed);
  }

  private static IExecutionExceptionHandler failurePrinter() {
    return (exception, line, parsed) -> {
      CommandFailure failure = asFailure(exception);
      if (options(line.getCommandSpec()).json) {
        line.getOut().println(failure.toJson());
      } else {
        line.getErr().println(OthersText.shown(String.valueOf(failure.getMessage())));
        line.getErr().println("Why: " + OthersText.shown(failure.reason()));
        line.getErr().println("What to do: " + OthersText.shown(failure.remedy()));
        line.getErr().println("[" + failure.code().code() + "]");
      }
      return failure.code().exit();
    };
  }

  private static CommandFailure asFailure(Exception exception) {
    if (exception instanceof CommandFailure failure) {
      return failure;
    }
    if (exception instanceof InterruptedException) {
      return new CommandFailure(
          ErrorCode.INTERRUPTED, "Interrupted.", "It was asked to stop.", "Run it again.");
    }
    LoggerFactory.getLogger(Main.class).error("the command failed", exception);
    return new CommandFailure(
        ErrorCode.UNEXPECTED,
        "The command failed unexpectedly.",
        String.valueOf(exception),
        "Run it with -v to see more; if it happens again, please report it.",
        exception);
  }

  private static int usage(CommandLine.ParameterException exception, String[] arguments) {
    CommandLine line = exception.getCommandLine();
    boolean json = java.util.Arrays.asList(arguments).contains("--json");
    CommandFailure failure =
        new CommandFailure(
            ErrorCode.USAGE,
            String.valueOf(exception.getMessage()),
            "The command line could not be understood.",
            "See '" + line.getCommandSpec().qualifiedName() + " --help'.");
    if (json) {
      line.getOut().println(failure.toJson());
    } else {
      line.getErr().println(OthersText.shown(String.valueOf(failure.getMessage())));
      CommandLine.UnmatchedArgumentException.printSuggestions(exception, line.getErr());
      line.getErr().println(failure.remedy());
    }
    return ErrorCode.USAGE.exit();
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        new CommandLine(this), "Name a command: 'annals --help' lists them.");
  }
}
