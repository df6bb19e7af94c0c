package org.annals.bench.torrent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.annals.bench.ChildJvm;
import org.annals.bench.ProcessMeter;

/**
 * A BitTorrent peer in a process of its own, ours or libtorrent, driven by JSON lines. Confined to
 * one thread.
 */
final class Peer implements AutoCloseable {
  /** The flags under which a node runs. */
  static final List<String> NODE_FLAGS =
      List.of("-Xmx512m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC", "-XX:-UsePerfData");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCRIPT = "libtorrent_peer.py";

  private final Process process;
  private final BufferedReader from;
  private final BufferedWriter to;
  private final String name;
  private int port;

  /** What a fetch took; {@code threadCpu} is 0 where threads cannot be told apart. */
  record Fetched(double seconds, double cpu, double threadCpu) {}

  private Peer(List<String> command) throws IOException {
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.from = process.inputReader(StandardCharsets.UTF_8);
    this.to = process.outputWriter(StandardCharsets.UTF_8);
    this.name = await("ready").get("name").asText();
  }

  /** Our transport. */
  static Peer ours() throws IOException {
    return new Peer(ChildJvm.command(NODE_FLAGS, TransportPeer.class));
  }

  /** libtorrent, by Debian's own Python. */
  static Peer libtorrent(Path work) throws IOException {
    Files.createDirectories(work);
    Path script = work.resolve(SCRIPT);
    try (InputStream in = Objects.requireNonNull(Peer.class.getResourceAsStream(SCRIPT))) {
      Files.write(script, in.readAllBytes());
    }
    return new Peer(List.of("/usr/bin/python3", script.toString()));
  }

  /** One of both: {@code ours} or {@code libtorrent}. */
  static Peer named(String name, Path work) throws IOException {
    return switch (name) {
      case "ours" -> ours();
      case "libtorrent" -> libtorrent(work);
      default -> throw new IllegalArgumentException("a peer is ours or libtorrent, not " + name);
    };
  }

  String name() {
    return name;
  }

  ProcessMeter meter() {
    return new ProcessMeter(process.pid());
  }

  /** Where it listens; after {@link #seed}. */
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Seeds files that all lie in one folder; returns when it serves them. */
  void seed(List<BenchFile> files) throws IOException {
    ObjectNode request = request("seed", files);
    request.put("directory", String.valueOf(files.get(0).file().getParent()));
    send(request);
    port = await("seeding").get("port").asInt();
  }

  /** Limits our transport, bytes/s, node and each community; 0 takes the limits away. */
  void limit(long bytesPerSecond) throws IOException {
    send(JSON.createObjectNode().put("command", "limits").put("rate", bytesPerSecond));
    await("limits");
  }

  /**
   * Fetches files from one peer; returns when all are complete.
   *
   * @param magnet whether only the info hash is known
   * @param community hexadecimal id when the files are chunks that are to be verified, else empty
   */
  Fetched fetch(List<BenchFile> files, Path folder, Peer from, boolean magnet, String community)
      throws IOException {
    Files.createDirectories(folder);
    ObjectNode request = request("fetch", files);
    request.put("directory", folder.toString());
    request.put("peer", "127.0.0.1:" + from.port);
    request.put("magnet", magnet);
    request.put("community", community);
    send(request);
    JsonNode answer = await("fetched");
    return new Fetched(
        answer.get("seconds").asDouble(),
        answer.get("cpu").asDouble(),
        answer.path("threadCpu").asDouble());
  }

  private static ObjectNode request(String command, List<BenchFile> files) {
    ObjectNode request = JSON.createObjectNode();
    request.put("command", command);
    ArrayNode torrents = request.putArray("torrents");
    for (BenchFile file : files) {
      ObjectNode torrent = torrents.addObject();
      torrent.put("torrent", file.torrent().toString());
      torrent.put("file", file.file().toString());
      torrent.put("infoHash", file.info().infoHash().toString());
      torrent.put("name", file.info().name());
      torrent.put("size", file.info().length());
    }
    return request;
  }

  private void send(ObjectNode request) throws IOException {
    to.write(request.toString());
    to.newLine();
    to.flush();
  }

  private JsonNode await(String event) throws IOException {
    String line = from.readLine();
    if (line == null) {
      throw new IOException("a peer ended while " + event + " was awaited");
    }
    JsonNode answer = JSON.readTree(line);
    if (!answer.path("event").asText().equals(event)) {
      throw new IOException("a peer answered " + line + " instead of " + event);
    }
    return answer;
  }

  @Override
  public void close() {
    try {
      to.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
