package org.annals.node.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.quota.Account;
import org.annals.quota.Units;
import org.annals.quota.work.WorkLimits;

/**
 * The limits of work that a request names.
 *
 * @param cpu empty: not named; else percent, or empty for unlimited
 * @param memory empty: not named; else bytes, or empty for unlimited
 */
record WorkChange(Optional<OptionalInt> cpu, Optional<OptionalLong> memory) {
  private static final String UNLIMITED = "unlimited";
  private static final String PERCENT =
      "It is a share of one core, 1% to "
          + WorkLimits.MOST_CPU
          + "%: 50% is half a core, 200% two; or 'unlimited'.";

  static WorkChange of(Arguments arguments, LimitTarget target) throws CommandFailure {
    Optional<String> cpu = arguments.text("cpu");
    Optional<String> memory = arguments.text("memory");
    if ((cpu.isPresent() || memory.isPresent()) && !target.account().equals(Account.NODE)) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "Nothing was changed.",
          "'--cpu' and '--memory' are of the whole node; a community has none of its own.",
          "Give them without '--community'.");
    }
    return new WorkChange(
        cpu.isPresent() ? Optional.of(percent(cpu.get())) : Optional.empty(),
        memory.isPresent() ? Optional.of(bytes(memory.get())) : Optional.empty());
  }

  private static OptionalInt percent(String text) throws CommandFailure {
    String wanted = text.strip();
    if (wanted.equals(UNLIMITED)) {
      return OptionalInt.empty();
    }
    if (wanted.matches("[0-9]{1,6} ?%?")) {
      int percent = Integer.parseInt(wanted.replaceFirst(" ?%?$", ""));
      if (percent >= 1 && percent <= WorkLimits.MOST_CPU) {
        return OptionalInt.of(percent);
      }
    }
    throw LimitValues.wrong("cpu", text, "share", PERCENT);
  }

  private static OptionalLong bytes(String text) throws CommandFailure {
    if (text.strip().equals(UNLIMITED)) {
      return OptionalLong.empty();
    }
    OptionalLong bytes = Units.bytes(text);
    if (bytes.isPresent() && bytes.getAsLong() >= WorkLimits.LEAST_MEMORY) {
      return bytes;
    }
    throw LimitValues.wrong(
        "memory",
        text,
        "size",
        "It is "
            + Units.text(WorkLimits.LEAST_MEMORY)
            + " or more, which the largest piece of work needs, or 'unlimited'.");
  }

  boolean isAny() {
    return cpu.isPresent() || memory.isPresent();
  }

  WorkLimits applied(WorkLimits before) {
    WorkLimits changed = cpu.map(before::cpu).orElse(before);
    return memory.map(changed::memory).orElse(changed);
  }
}
