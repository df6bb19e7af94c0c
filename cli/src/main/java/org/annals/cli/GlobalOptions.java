package org.annals.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.annals.node.home.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
final class GlobalOptions {

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "where everything is kept; else ANNALS_HOME, else the XDG directories")
  @Nullable Path home;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "print JSON lines: events, and last one object")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "no progress")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "more in the log on stderr; twice for still more")
  boolean[] verbose = {};

  Home resolvedHome() {
    return Home.resolve(Optional.ofNullable(home), System.getenv());
  }
}
