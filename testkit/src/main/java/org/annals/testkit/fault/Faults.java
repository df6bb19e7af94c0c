package org.annals.testkit.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the calls to a {@link FaultFileSystem} and says which one fails. The usual loop: run once
 * to learn how many calls there are, then once for each k with {@link #failCall}.
 *
 * <p>Thread-safe.
 */
public final class Faults {
  private static final long NEVER = Long.MAX_VALUE;

  private final List<String> log = new ArrayList<>();
  private long calls;
  private long looks;
  private long failLookAt = NEVER;
  private boolean onlyOneLook;
  private long failAt = NEVER;
  private boolean onlyOnce;
  private long crashAt = NEVER;
  private long spaceLeft = NEVER;

  Faults() {}

  /** How many calls there were since the last {@link #clear}. */
  public synchronized long calls() {
    return calls;
  }

  /** What the calls were, in order: operation and file name. */
  public synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** Forgets all plans and counts. */
  public synchronized void clear() {
    log.clear();
    calls = 0;
    looks = 0;
    failLookAt = NEVER;
    failAt = NEVER;
    crashAt = NEVER;
    spaceLeft = NEVER;
  }

  /** The k-th call from now on, 1 the next, fails with an input/output error; later ones work. */
  public synchronized void failCall(long k) {
    failAt = calls + k;
    onlyOnce = true;
  }

  /**
   * How often it was looked whether a file is there, or what its attributes are, since the last
   * {@link #clear}. Looks are no calls: programs look more often than they do anything.
   */
  public synchronized long looks() {
    return looks;
  }

  /** The k-th look from now on, 1 the next, fails with an input/output error; later ones work. */
  public synchronized void failLook(long k) {
    failLookAt = looks + k;
    onlyOneLook = true;
  }

  /** The k-th look from now on and all after it fail. */
  public synchronized void failFromLook(long k) {
    failLookAt = looks + k;
    onlyOneLook = false;
  }

  /** The k-th call from now on and all after it fail. */
  public synchronized void failFromCall(long k) {
    failAt = calls + k;
    onlyOnce = false;
  }

  /**
   * At the k-th call from now on the process "dies": that call and all after it fail until {@link
   * FaultFileSystem#crash}.
   */
  public synchronized void dieAtCall(long k) {
    crashAt = calls + k;
  }

  /** Files may grow by this many bytes in all; the write that passes it is cut short and fails. */
  public synchronized void spaceLeft(long bytes) {
    spaceLeft = bytes;
  }

  /** Whether a planned death has come. */
  public synchronized boolean died() {
    return calls >= crashAt;
  }

  synchronized void call(String operation, Path path) throws IOException {
    calls++;
    Path name = path.getFileName();
    log.add(operation + " " + (name == null ? "/" : name));
    if (calls >= crashAt) {
      throw new IOException("the process died at this call (planned)");
    }
    if (calls == failAt || (!onlyOnce && calls > failAt)) {
      throw new IOException("Input/output error (planned, at " + operation + " " + name + ")");
    }
  }

  synchronized void look(Path path) throws IOException {
    looks++;
    if (looks == failLookAt || (!onlyOneLook && looks > failLookAt)) {
      throw new IOException("Input/output error (planned, at a look at " + path + ")");
    }
  }

  /** How many of these bytes fit; they are taken. */
  synchronized long take(long growth) {
    long granted = Math.min(growth, spaceLeft);
    if (spaceLeft != NEVER) {
      spaceLeft -= granted;
    }
    return granted;
  }
}
