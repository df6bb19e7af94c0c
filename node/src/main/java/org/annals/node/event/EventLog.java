package org.annals.node.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.annals.archiver.CommunityId;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends events to {@code events.jsonl}, which is replaced when it passes its length (the one
 * before is kept), and remembers when each stage was reached first and last. A log that cannot be
 * written is reported once and does not stop the node. Thread-safe.
 */
public final class EventLog implements EventSink {
  private static final Logger log = LoggerFactory.getLogger(EventLog.class);

  private final Path file;
  private final Path older;
  private final StorageReservations storage;
  private final LongSupplier mostBytes;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<CommunityId, EnumMap<Stage, Span>> spans = new HashMap<>();
  private boolean failed;

  /**
   * Logs into this directory, as far as there is room.
   *
   * @param mostBytes length of a file after which the next one begins; may change
   */
  public EventLog(Path directory, StorageReservations storage, LongSupplier mostBytes) {
    this.file = directory.resolve("events.jsonl");
    this.older = directory.resolve("events.1.jsonl");
    this.storage = storage;
    this.mostBytes = mostBytes;
  }

  /** When a stage was first and last reached since the home was opened. */
  public record Span(Instant first, Instant last) {}

  @Override
  public synchronized void record(Event event) {
    spans
        .computeIfAbsent(event.community(), id -> new EnumMap<>(Stage.class))
        .merge(
            event.stage(),
            new Span(event.at(), event.at()),
            (old, now) -> new Span(old.first(), now.last()));
    append(event);
  }

  /** The stages that a community has reached since the home was opened. */
  public synchronized Map<Stage, Span> stages(CommunityId community) {
    EnumMap<Stage, Span> known = spans.get(community);
    return known == null ? Map.of() : new EnumMap<>(known);
  }

  /** At the cap events are left out: they are not worth evicting history for. */
  private void write(byte[] line) throws IOException {
    if (storage.reserve(Account.NODE, StorageKind.LOG, line.length)
        instanceof ReserveOutcome.Granted granted) {
      try (Reservation reservation = granted.reservation()) {
        Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        reservation.stored(line.length);
      }
    }
  }

  private void append(Event event) {
    ObjectNode line = mapper.createObjectNode();
    line.put("at", event.at().toString())
        .put("community", event.community().toString())
        .put("stage", event.stage().name().toLowerCase(Locale.ROOT))
        .put("subject", event.subject())
        .put("source", event.source())
        .put("messages", event.messages());
    try {
      if (Files.exists(file) && Files.size(file) > mostBytes.getAsLong()) {
        long gone = Files.exists(older) ? Files.size(older) : 0;
        Files.move(
            file, older, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        storage.freed(Account.NODE, StorageKind.LOG, gone);
      }
      write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      if (!failed) {
        log.warn("events cannot be logged to {}", file, e);
        failed = true;
      }
    }
  }
}
