package org.annals.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.home.Home;
import org.annals.node.request.Progress;

/** An opened home that owns a community and has packed some weeks, without a network. */
public final class OwnersHome implements AutoCloseable {
  private final Path directory;
  private final OpenedHome home;

  /** Makes it in this directory. */
  public OwnersHome(Path directory, int weeks) throws Exception {
    this.directory = directory;
    this.home = OpenedHome.open(Home.resolve(Optional.of(directory.resolve("home")), Map.of()));
    ask("community.create", "name", "Pines");
    ask("import.discord", "path", Exports.weeks(directory.resolve("e.json"), weeks).toString());
    ask("pack");
  }

  /** Runs a command with arguments as name and value in turn. */
  public ObjectNode ask(String command, String... arguments) throws Exception {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < arguments.length; i += 2) {
      json.put(arguments[i], arguments[i + 1]);
    }
    return home.commands().run(command, json, Progress.SILENT).json();
  }

  /** Imports a message for each of the first to the last of some weeks into a community. */
  public void importWeeks(Path file, int first, int last, String community) throws Exception {
    String path = Exports.weeks(file, first, last).toString();
    ask("import.discord", "path", path, "community", community);
  }

  /** Its communities: one, unless the test makes more. */
  public Communities communities() {
    return home.communities();
  }

  /** What its communities share. */
  public HomeParts parts() {
    return home.parts();
  }

  /** Where it lies. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    home.close();
  }
}
