package org.annals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;

/** Every command explains itself: the whole tree of them is walked. */
@ResourceLock(Resources.SYSTEM_ERR)
final class HelpTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static Stream<List<String>> paths(CommandLine line, List<String> path) {
    return Stream.concat(
        Stream.of(path),
        line.getSubcommands().entrySet().stream()
            .filter(each -> !each.getKey().equals("help"))
            .flatMap(
                each -> {
                  List<String> longer = new ArrayList<>(path);
                  longer.add(each.getKey());
                  return paths(each.getValue(), longer);
                }));
  }

  private int helpOf(List<String> path) {
    List<String> arguments = new ArrayList<>(path);
    arguments.add("--help");
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    return line.execute(arguments.toArray(String[]::new));
  }

  @Test
  void help_ofEveryCommand_saysHowToUseItAndNothingElse() {
    PrintStream standard = System.err;
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      List<List<String>> all = paths(Main.commandLine(), List.of()).toList();
      assertThat(all).hasSizeGreaterThan(50);
      for (List<String> path : all) {
        out.reset();
        assertThat(helpOf(path)).as("annals %s --help", path).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
            .startsWith("Usage: " + String.join(" ", path(path)))
            .contains("--json");
      }
    } finally {
      System.setErr(standard);
    }
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private static List<String> path(List<String> path) {
    List<String> whole = new ArrayList<>(List.of("annals"));
    whole.addAll(path);
    return whole;
  }
}
