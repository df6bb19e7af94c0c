package org.annals.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts about a process, read from {@code /proc}. Thread-safe. */
public final class ProcessMeter {
  private static final double TICKS_PER_SECOND = 100;

  private final Path proc;

  /** Of a process that runs. */
  public ProcessMeter(long pid) {
    this.proc = Path.of("/proc", Long.toString(pid));
  }

  /** Of this JVM. */
  public static ProcessMeter own() {
    return new ProcessMeter(ProcessHandle.current().pid());
  }

  /** Seconds on a processor so far, user and system, all threads; a multiple of 10 ms. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1);
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Resident memory in MiB, files that are mapped included. */
  public double residentMiB() throws IOException {
    return status("VmRSS") / 1024.0;
  }

  /** Highest resident memory so far in MiB. */
  public double peakResidentMiB() throws IOException {
    return status("VmHWM") / 1024.0;
  }

  /** Resident memory in MiB that belongs to no file. */
  public double anonymousMiB() throws IOException {
    return status("RssAnon") / 1024.0;
  }

  /** How many threads there are. */
  public int threads() throws IOException {
    return (int) status("Threads");
  }

  /** Bytes that read calls have given the process so far, whatever from. */
  public long readBytes() throws IOException {
    return number("io", "rchar");
  }

  private long status(String name) throws IOException {
    return number("status", name);
  }

  private long number(String file, String name) throws IOException {
    for (String line : Files.readAllLines(proc.resolve(file), StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("the kernel does not say " + name);
  }
}
