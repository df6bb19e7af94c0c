package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.annals.node.request.Progress;

/**
 * Shows progress: JSON lines on stdout with {@code --json}; else on stderr, one line that is
 * rewritten on a terminal, or a line every thirty seconds and at each new task elsewhere.
 * Thread-safe.
 */
final class ProgressPrinter implements Progress, AutoCloseable {
  private static final long LOG_EVERY_NANOS = 30_000_000_000L;
  private static final long REDRAW_EVERY_NANOS = 100_000_000L;

  private final boolean json;
  private final boolean quiet;
  private final boolean terminal;
  private final PrintWriter out;
  private final LongSupplier ticker;

  private String task = "";
  private long taskStart;
  private long lastShown;
  private int shownWidth;

  private ProgressPrinter(
      boolean json, boolean quiet, boolean terminal, PrintWriter out, LongSupplier ticker) {
    this.json = json;
    this.quiet = quiet;
    this.terminal = terminal;
    this.out = out;
    this.ticker = ticker;
  }

  static ProgressPrinter of(GlobalOptions options, PrintWriter out) {
    return new ProgressPrinter(
        options.json, options.quiet, Terminal.STDERR.canRedraw(), out, System::nanoTime);
  }

  @Override
  public synchronized void tell(ObjectNode event) {
    if (json) {
      out.println(event);
      out.flush();
      return;
    }
    if (quiet) {
      return;
    }
    if ("progress".equals(event.path("event").asText())) {
      progress(event);
    } else if (event.has("text")) {
      clearLine();
      System.err.println(event.path("text").asText());
    }
  }

  private void progress(ObjectNode event) {
    long now = ticker.getAsLong();
    String name = event.path("task").asText();
    boolean newTask = !name.equals(task);
    if (newTask) {
      task = name;
      taskStart = now;
    }
    long done = event.path("done").asLong();
    long total = event.path("total").asLong();
    boolean ended = total > 0 && done >= total;
    long every = terminal ? REDRAW_EVERY_NANOS : LOG_EVERY_NANOS;
    if (!newTask && !(ended && terminal) && now - lastShown < every) {
      return;
    }
    lastShown = now;
    String line = line(event, done, total, now - taskStart);
    if (terminal) {
      System.err.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
      shownWidth = line.length();
    } else {
      System.err.println(line);
    }
    System.err.flush();
  }

  private static String line(ObjectNode event, long done, long total, long nanos) {
    boolean bytes = "bytes".equals(event.path("unit").asText());
    StringBuilder line = new StringBuilder(event.path("task").asText());
    double seconds = nanos / 1e9;
    if (total > 0) {
      long percent = Math.min(100, done * 100 / total);
      int filled = (int) (percent / 5);
      line.append(" [").append("=".repeat(filled)).append(" ".repeat(20 - filled)).append("] ");
      line.append(percent).append(" %");
    }
    line.append("  ").append(bytes ? Format.bytes(done) : Format.count(done));
    if (total > 0) {
      line.append(" of ").append(bytes ? Format.bytes(total) : Format.count(total));
    }
    if (!bytes) {
      line.append(' ').append(event.path("unit").asText("items"));
    }
    if (seconds >= 1 && done > 0) {
      double rate = done / seconds;
      line.append("  ").append(bytes ? Format.bytes((long) rate) : Format.count((long) rate));
      line.append("/s");
      if (total > done && rate > 0) {
        line.append("  ETA ").append(Format.duration((long) ((total - done) / rate)));
      }
    }
    return line.toString();
  }

  private void clearLine() {
    if (terminal && shownWidth > 0) {
      System.err.print("\r" + " ".repeat(shownWidth) + "\r");
      shownWidth = 0;
    }
  }

  @Override
  public void close() {
    endLine();
  }

  /** Ends a line that was being rewritten, so that an answer can follow. */
  synchronized void endLine() {
    if (terminal && shownWidth > 0) {
      System.err.println();
      shownWidth = 0;
    }
  }
}
