package org.annals.seeder.bittorrent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.annals.archiver.PeerAddress;

/**
 * Libtorrent peers that tell each 20 ms how many bytes they have moved, with their own clock: the
 * machine's monotonic one, which {@code System.nanoTime} reads too. A thread beside them notes when
 * this process stood still. Thread-safe.
 */
final class Meter implements AutoCloseable {
  private static final long EVERY = Duration.ofMillis(20).toNanos();
  private static final long STILL = Duration.ofMillis(30).toNanos();

  private final Writer to;
  private final List<long[]> samples = new ArrayList<>();
  private final List<Course.Stall> stalls = new ArrayList<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private int peers;
  private volatile boolean closed;

  Meter(Peers clients) throws IOException {
    Process process = clients.libtorrentMeter();
    this.to = process.outputWriter(StandardCharsets.UTF_8);
    daemon(() -> read(process.inputReader(StandardCharsets.UTF_8)));
    daemon(this::watch);
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "meter");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(BufferedReader from) {
    try {
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        if (line.startsWith("at ")) {
          sampled(
              Arrays.stream(line.substring(3).split(" ", -1)).mapToLong(Long::parseLong).toArray());
        } else {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      if (!closed) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private synchronized void sampled(long[] sample) {
    if (!samples.isEmpty()) {
      long last = samples.get(samples.size() - 1)[0];
      if (sample[0] - last > EVERY + STILL) {
        stalls.add(new Course.Stall(last, sample[0]));
      }
    }
    samples.add(sample);
  }

  private void watch() {
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      long now = System.nanoTime();
      if (now - last > STILL) {
        synchronized (this) {
          stalls.add(new Course.Stall(last, now));
        }
      }
      last = now;
    }
  }

  private void say(String... words) throws IOException {
    to.write(String.join("\t", words) + "\n");
    to.flush();
  }

  /** A peer that fetches a file; answers its number. */
  int leech(LargeFile file, Path directory, String address, PeerAddress... seeders)
      throws IOException {
    List<String> words =
        new ArrayList<>(List.of("leech", file.torrent().toString(), directory.toString(), address));
    for (PeerAddress seeder : seeders) {
      words.add(seeder.address().getHostAddress());
      words.add(String.valueOf(seeder.port()));
    }
    say(words.toArray(new String[0]));
    return peers++;
  }

  /** The number of the peer made last. */
  int last() {
    return peers - 1;
  }

  /** A peer that has a file; answers where. */
  PeerAddress seed(LargeFile file, String address) throws IOException {
    say("seed", file.torrent().toString(), String.valueOf(file.file().getParent()), address);
    peers++;
    return TransportLab.address(address, Integer.parseInt(answer().split(" ", -1)[2]));
  }

  private String answer() throws IOException {
    try {
      String answer = answers.poll(30, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException("the clients do not answer");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  void pause(int peer) throws IOException {
    say("pause", String.valueOf(peer));
  }

  void resume(int peer) throws IOException {
    say("resume", String.valueOf(peer));
  }

  /** Waits until each of some peers has moved at least so much. */
  void await(long bytes, int... of) {
    TransportLab.eventually(() -> Arrays.stream(of).allMatch(peer -> moved(peer) >= bytes));
  }

  /** Bytes of blocks that a peer has moved so far, as it says. */
  synchronized long moved(int peer) {
    long[] last = samples.isEmpty() ? new long[0] : samples.get(samples.size() - 1);
    return last.length > peer + 1 ? last[peer + 1] : 0;
  }

  /** Lets time pass; answers when it is over. */
  static long pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return end;
  }

  /** What some peers together have moved, with the header of each 16 KiB. */
  synchronized Course course(int... of) {
    long[][] whole =
        samples.stream()
            .filter(sample -> Arrays.stream(of).allMatch(peer -> sample.length > peer + 1))
            .toArray(long[][]::new);
    long[] bytes =
        Arrays.stream(whole)
            .mapToLong(sample -> Arrays.stream(of).mapToLong(peer -> sample[peer + 1]).sum())
            .map(payload -> payload + payload * Block.OVERHEAD / Block.SIZE)
            .toArray();
    long[] nanos = Arrays.stream(whole).mapToLong(sample -> sample[0]).toArray();
    return new Course(nanos, bytes, List.copyOf(stalls));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    to.close();
  }
}
