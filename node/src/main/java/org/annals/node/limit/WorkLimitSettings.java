package org.annals.node.limit;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.annals.node.database.Settings;
import org.annals.quota.work.WorkLimits;

/** {@code limits.cpu} in percent of one core, {@code limits.memory} in bytes. */
final class WorkLimitSettings {
  private static final String CPU = "limits.cpu";
  private static final String MEMORY = "limits.memory";
  private static final String UNLIMITED = "unlimited";

  private final Settings settings;

  WorkLimitSettings(Settings settings) {
    this.settings = settings;
  }

  WorkLimits read() throws IOException {
    Optional<String> cpu = set(CPU);
    Optional<String> memory = set(MEMORY);
    return new WorkLimits(
        cpu.map(Integer::parseInt).map(OptionalInt::of).orElse(OptionalInt.empty()),
        memory.map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  private Optional<String> set(String name) throws IOException {
    return settings.get(name).filter(text -> !text.equals(UNLIMITED));
  }

  void write(WorkLimits limits) throws IOException {
    OptionalInt cpu = limits.cpuPercent();
    OptionalLong memory = limits.memoryBytes();
    settings.put(CPU, cpu.isPresent() ? Integer.toString(cpu.getAsInt()) : UNLIMITED);
    settings.put(MEMORY, memory.isPresent() ? Long.toString(memory.getAsLong()) : UNLIMITED);
  }
}
