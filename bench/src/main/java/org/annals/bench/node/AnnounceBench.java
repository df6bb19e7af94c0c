package org.annals.bench.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;
import org.annals.bench.history.HistoryFiles;

/**
 * From an owner's announcement until a member has fetched and verified its catalogue: {@code
 * --rounds 11 --warm 3}. Two nodes on loopback, connected before; each round imports one more week
 * and packs it. Successors of the accepted catalogue have no quiet time. Both times come from the
 * nodes' event logs.
 */
public final class AnnounceBench {
  private AnnounceBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    int rounds = options.count("rounds", 11);
    int warm = options.count("warm", 3);
    Path folder = options.work().resolve("announce");
    options.requireAllKnown();
    HistoryFiles.deleteTree(folder);
    Annals owner = Annals.on(folder.resolve("owner"));
    Annals member = Annals.on(folder.resolve("member"));
    owner.init();
    owner.run("community", "create", "Bench");
    member.init();
    List<Double> millis = new ArrayList<>();
    String[] network = {"--listen", "127.0.0.1", "--torrent-port", "0", "--waku-port", "0"};
    try (Annals.Node ownerNode = owner.node(network)) {
      JsonNode ready = ownerNode.ready();
      String address = ready.path("waku").path("addresses").path(0).asText();
      publish(owner, folder, 0);
      String invite = owner.run("invite").path("invite").asText();
      member.run("community", "add", invite);
      member.run("community", "enable");
      List<String> memberNetwork = new ArrayList<>(List.of(network));
      Collections.addAll(memberNetwork, "--peer", address);
      try (Annals.Node memberNode = member.node(memberNetwork.toArray(String[]::new))) {
        memberNode.ready();
        String first = EventFile.of(owner.home()).last("announced").orElseThrow().number();
        EventFile.of(member.home()).await("catalogue", first);
        for (int round = 1; round <= warm + rounds; round++) {
          double took = round(owner, member, folder, round);
          if (round > warm) {
            millis.add(took);
          }
          TimeUnit.MILLISECONDS.sleep(500);
        }
      }
    }
    report(millis);
  }

  private static double round(Annals owner, Annals member, Path folder, int round)
      throws IOException, InterruptedException {
    publish(owner, folder, round);
    EventFile.Logged announced = EventFile.of(owner.home()).last("announced").orElseThrow();
    EventFile.Logged taken = EventFile.of(member.home()).await("catalogue", announced.number());
    return Duration.between(announced.at(), taken.at()).toNanos() / 1e6;
  }

  private static void publish(Annals owner, Path folder, int week)
      throws IOException, InterruptedException {
    Path export = WeeklyExport.write(folder.resolve("export"), week, 1, 0);
    owner.run("import", "discord", export.toString());
    // In its first minute a node may still be asking what was published before.
    for (int attempt = 0; !owner.succeeds("pack", "--now"); attempt++) {
      if (attempt == 30) {
        throw new IOException("the owner does not pack");
      }
      TimeUnit.SECONDS.sleep(3);
    }
  }

  private static void report(List<Double> millis) {
    new Result("announce")
        .put("rounds", millis.size())
        .put("medianMillis", Median.of(millis))
        .put("maxMillis", Collections.max(millis))
        .put("all", millis.stream().map(Result::rounded).toList())
        .print(
            String.format(
                Locale.ROOT,
                "announce to verified catalogue: median of %d %.0f ms (bar 1000), worst %.0f ms",
                millis.size(),
                Median.of(millis),
                Collections.max(millis)));
  }
}
