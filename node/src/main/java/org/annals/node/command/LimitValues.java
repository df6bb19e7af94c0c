package org.annals.node.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.annals.node.eviction.TextShare;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.Units;

/** Limits as requests name them, with the errors that people can act on. */
final class LimitValues {
  private LimitValues() {}

  private static Optional<Rate> rate(Arguments arguments, String name) throws CommandFailure {
    Optional<String> text = arguments.text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Rate> rate = Units.rate(text.get());
    if (rate.isEmpty()) {
      throw wrong(name, text.get(), "rate", Units.RATES);
    }
    return rate;
  }

  static Optional<StorageCap> size(Arguments arguments, String name) throws CommandFailure {
    Optional<String> text = arguments.text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<StorageCap> cap = Units.cap(text.get());
    if (cap.isEmpty()) {
      throw wrong(name, text.get(), "size", Units.SIZES);
    }
    return cap;
  }

  /** How much of the cap databases may take before evicted text goes, percent. */
  static OptionalInt textShare(Arguments arguments, LimitTarget target) throws CommandFailure {
    Optional<String> text = arguments.text("textShare");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!target.account().equals(Account.NODE)) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "Nothing was changed.",
          "'--text-share' is of the whole node; a community has none of its own.",
          "Give it without '--community'.");
    }
    if (text.get().strip().matches("[0-9]{1,2} ?%?")) {
      int percent = Integer.parseInt(text.get().strip().replaceFirst(" ?%?$", ""));
      if (percent <= TextShare.MOST) {
        return OptionalInt.of(percent);
      }
    }
    throw wrong(
        "text-share",
        text.get(),
        "share",
        "It is a share of the cap, 0% to " + TextShare.MOST + "%.");
  }

  /** A number of bytes, or empty for unlimited. */
  static OptionalLong bytes(StorageCap size) {
    return size instanceof StorageCap.Limited limited
        ? OptionalLong.of(limited.bytes())
        : OptionalLong.empty();
  }

  /** The rates that a request names. */
  record RateChange(Optional<Rate> up, Optional<Rate> down) {
    static RateChange of(Arguments arguments) throws CommandFailure {
      return new RateChange(rate(arguments, "up"), rate(arguments, "down"));
    }

    boolean isAny() {
      return up.isPresent() || down.isPresent();
    }

    /** These limits, with what the request names in their place. */
    RateLimits applied(RateLimits before) {
      return new RateLimits(up.orElse(before.up()), down.orElse(before.down()));
    }
  }

  static CommandFailure wrong(String name, String text, String what, String allowed) {
    return new CommandFailure(
        ErrorCode.USAGE,
        "'" + text + "' is no " + what + " for '" + name + "'; nothing was changed.",
        allowed,
        "Write it that way and try again.");
  }
}
