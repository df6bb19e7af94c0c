package org.annals.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.annals.node.home.Home;
import org.annals.node.request.Cause;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Set up a home. Does nothing to one that is already there.")
final class InitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws CommandFailure {
    GlobalOptions options = Main.options(spec);
    Home home = options.resolvedHome();
    boolean there = home.exists();
    try {
      home.create();
    } catch (IOException e) {
      throw new CommandFailure(
          ErrorCode.PERMISSION,
          "The home at " + home.data() + " could not be made.",
          Cause.of(e),
          "Choose a directory that you may write to with --home DIR.",
          e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (options.json) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      out.println(json.put("home", home.data().toString()).put("created", !there));
    } else if (there) {
      out.println("There already is a home at " + home.data() + "; nothing was changed.");
    } else {
      out.println("Made an Annals home at " + home.data() + ".");
      out.println("No community is in it yet; nothing is fetched or served.");
      out.println("It takes at most 10 GiB of disk and sends at most 2 MiB/s;");
      out.println("      'annals quota set' changes that.");
      out.println("Next: 'annals community create NAME' to own one, or");
      out.println("      'annals community add INVITE' to help one.");
    }
    return 0;
  }
}
