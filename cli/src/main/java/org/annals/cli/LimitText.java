package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How people read limits. Times are local: schedules and months are, too. */
final class LimitText {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

  private LimitText() {}

  /** A rate: null is unlimited. */
  static String rate(JsonNode bytesPerSecond) {
    return bytesPerSecond.isNumber() ? Format.bytes(bytesPerSecond.asLong()) + "/s" : "unlimited";
  }

  static String size(JsonNode bytes) {
    return bytes.isNumber() ? Format.bytes(bytes.asLong()) : "unlimited";
  }

  static String rates(JsonNode limits) {
    return rate(limits.path("up")) + " up, " + rate(limits.path("down")) + " down";
  }

  static String time(String instant) {
    return LOCAL.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
  }

  /** What holds now and why, such as {@code paused until Mon 2026-03-02 18:00}. */
  static String now(JsonNode now) {
    String why = now.path("why").asText();
    String until = now.path("until").asText();
    StringBuilder line = new StringBuilder();
    switch (why) {
      case "normal" -> line.append(rates(now));
      case "paused" -> line.append("paused");
      case "budget used up" -> line.append("stopped: the month's budget is used up");
      default -> line.append(rates(now)).append(" (").append(why).append(')');
    }
    if (!until.isEmpty() && !why.equals("normal")) {
      line.append(" until ").append(time(until));
    } else if (why.equals("paused")) {
      line.append(" until 'annals resume'");
    }
    if (now.path("exemptLocal").asBoolean()) {
      line.append("; peers in the local network are exempt");
    }
    return line.toString();
  }

  /** Everything that is set for an account, and what holds. */
  static void print(JsonNode quota, PrintWriter out) {
    JsonNode set = quota.path("set");
    JsonNode used = quota.path("used");
    boolean node = quota.path("account").asText().equals("node");
    out.println(node ? "The whole node" : quota.path("name").asText());
    out.println("  up        " + rate(set.path("up")));
    out.println("  down      " + rate(set.path("down")));
    out.println("  disk      " + size(set.path("disk")) + "; used: " + size(used.path("disk")));
    out.println(
        "  monthly   " + size(set.path("monthly")) + "; this month: " + size(used.path("month")));
    set.path("schedule").forEach(each -> out.println("  schedule  " + window(each)));
    if (set.path("slow").path("on").asBoolean()) {
      out.println("  slow      " + rates(set.path("slow")));
    }
    if (quota.has("textShare")) {
      out.println("  text      up to " + quota.path("textShare").asInt() + " % of the disk cap");
    }
    JsonNode work = quota.path("work");
    if (work.hasNonNull("cpu")) {
      out.println(
          "  cpu       " + work.path("cpu").asInt() + " % of one core for packing, importing");
    }
    if (work.hasNonNull("memory")) {
      out.println("  memory    " + size(work.path("memory")) + " for packing, importing");
    }
    out.println("  now       " + now(quota.path("now")));
  }

  static String window(JsonNode window) {
    StringBuilder line = new StringBuilder(window.path("window").asText());
    if (window.has("up")) {
      line.append("  ").append(rate(window.path("up"))).append(" up");
    }
    if (window.has("down")) {
      line.append("  ").append(rate(window.path("down"))).append(" down");
    }
    return line.toString();
  }
}
