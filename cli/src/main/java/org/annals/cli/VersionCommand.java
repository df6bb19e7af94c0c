package org.annals.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.annals.node.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = "Say which version this is, and on what it runs.")
final class VersionCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String java = System.getProperty("java.version");
    if (Main.options(spec).json) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      out.println(json.put("version", Version.current()).put("java", java));
    } else {
      out.println("annals " + Version.current() + " on Java " + java);
    }
    return 0;
  }

  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"annals " + Version.current()};
    }
  }
}
