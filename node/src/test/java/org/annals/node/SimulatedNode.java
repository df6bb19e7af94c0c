package org.annals.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.node.community.Community;
import org.annals.node.home.Home;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.Progress;
import org.annals.node.run.Lanes;
import org.annals.node.run.NodeRun;

/** One node of a {@link Simulation}: a real home on disk, with everything around it simulated. */
final class SimulatedNode implements AutoCloseable {
  private final Simulation simulation;
  private final String name;
  private final OpenedHome home;
  private final NodeRun run;
  private final SimulatedNetwork network;

  private SimulatedNode(
      Simulation simulation, String name, OpenedHome home, NodeRun run, SimulatedNetwork network) {
    this.simulation = simulation;
    this.name = name;
    this.home = home;
    this.run = run;
    this.network = network;
  }

  static SimulatedNode start(Simulation simulation, String name) throws Exception {
    Home home = Home.resolve(Optional.of(simulation.root().resolve(name)), Map.of());
    OpenedHome opened =
        OpenedHome.open(
            home,
            new OpenedHome.Times(
                simulation.clock(),
                simulation.clock().ticker(),
                ZoneOffset.UTC,
                simulation.scheduler()));
    SimulatedNetwork network =
        new SimulatedNetwork(simulation, name, opened.parts().gate(), opened.parts().storage());
    NodeRun run =
        NodeRun.on(opened.parts(), opened.communities(), network, Lanes.on(simulation.scheduler()));
    return new SimulatedNode(simulation, name, opened, run, network);
  }

  /** Runs a command with arguments as name and value in turn; fails the test when it fails. */
  ObjectNode ask(String command, Object... arguments) throws CommandFailure, InterruptedException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < arguments.length; i += 2) {
      String key = (String) arguments[i];
      if (arguments[i + 1] instanceof Boolean flag) {
        json.put(key, flag);
      } else {
        json.put(key, arguments[i + 1].toString());
      }
    }
    return run.commands().run(command, json, Progress.SILENT).json();
  }

  /** The only community. */
  Community community() throws CommandFailure {
    return home.communities().named(Optional.empty());
  }

  long messages() throws CommandFailure {
    return community().messages().count();
  }

  /** What people are told about its storage. */
  List<String> alerts() throws CommandFailure {
    List<String> alerts = new ArrayList<>(run.alerts());
    alerts.addAll(run.alerts(community()));
    return alerts;
  }

  SimulatedNetwork network() {
    return network;
  }

  OpenedHome home() {
    return home;
  }

  Path directory() {
    return simulation.root().resolve(name);
  }

  /** Joins a community by invite and switches it on. */
  void join(String invite) throws CommandFailure, InterruptedException {
    ask("community.add", "invite", invite);
    ask("community.enable");
  }

  @Override
  public void close() throws IOException {
    try (home) {
      run.close();
    }
    simulation.scheduler().runDue();
  }
}
