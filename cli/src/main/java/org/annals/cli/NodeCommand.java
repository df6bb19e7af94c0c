package org.annals.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.annals.node.NodeOptions;
import org.annals.node.RunningNode;
import org.annals.node.home.Home;
import org.annals.node.request.Cause;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description =
        "Run the node on this home: pack and announce what it owns, fetch and serve what is on.")
final class NodeCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description = "IP address to listen on; default: every address")
  @Nullable String listen;

  @Option(
      names = "--torrent-port",
      paramLabel = "PORT",
      description = "default 6891; 0 = any free port, which is then kept")
  @Nullable Integer torrentPort;

  @Option(
      names = "--waku-port",
      paramLabel = "PORT",
      description = "default 60000; 0 = any free port, which is then kept")
  @Nullable Integer wakuPort;

  @Option(
      names = "--peer",
      paramLabel = "MULTIADDR",
      description = "a Waku node to stay connected to; may be repeated")
  List<String> peers = new ArrayList<>();

  @Option(
      names = "--shard",
      paramLabel = "CLUSTER/N",
      description = "Waku's cluster and shard; default 16/32")
  @Nullable String shard;

  @Option(
      names = "--no-dht",
      description =
          "do not use BitTorrent's distributed hash table, in which strangers can see that this"
              + " address takes part")
  boolean noDht;

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    GlobalOptions options = Main.options(spec);
    Home home = options.resolvedHome();
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch stopped = new CountDownLatch(1);
    LogFile.open(home.logs());
    try {
      RunningNode node = RunningNode.start(home, nodeOptions());
      Thread hook =
          new Thread(
              () -> {
                try {
                  node.close();
                } catch (IOException e) {
                  System.err.println("The node did not close cleanly: " + e.getMessage());
                } finally {
                  stopped.countDown();
                }
              },
              "shutdown");
      Runtime.getRuntime().addShutdownHook(hook);
      if (options.json) {
        out.println(node.ready());
      } else {
        out.println("The node runs on " + home.data() + "; Ctrl-C stops it.");
        out.println("  torrent port " + node.ready().path("torrent").path("port").asInt());
        node.ready()
            .path("waku")
            .path("addresses")
            .forEach(each -> out.println("  " + each.asText()));
      }
      out.flush();
      stopped.await();
    } catch (IOException e) {
      throw new CommandFailure(
          ErrorCode.UNEXPECTED,
          "The node could not start or stop on " + home.data() + ".",
          Cause.of(e),
          "Check the disk, the ports and the permissions, then try again.",
          e);
    }
    return 0;
  }

  private NodeOptions nodeOptions() {
    return new NodeOptions(
        Optional.ofNullable(listen).map(this::address),
        port("--torrent-port", torrentPort),
        port("--waku-port", wakuPort),
        peers,
        Optional.ofNullable(shard),
        !noDht);
  }

  private InetAddress address(String text) {
    // A name would have to be looked up; only literals are taken.
    if (!text.matches("[0-9.]+|[0-9A-Fa-f:.%a-z0-9]*:[0-9A-Fa-f:.%a-z0-9]*")) {
      throw new ParameterException(
          spec.commandLine(),
          "--listen takes an IP address such as 127.0.0.1, not '" + text + "'.");
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new ParameterException(
          spec.commandLine(), "--listen takes an IP address, not '" + text + "'.", e);
    }
  }

  private OptionalInt port(String option, @Nullable Integer port) {
    if (port == null) {
      return OptionalInt.empty();
    }
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), option + " takes 0 to 65535, not " + port + ".");
    }
    return OptionalInt.of(port);
  }
}
