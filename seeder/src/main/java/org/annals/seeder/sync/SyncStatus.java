package org.annals.seeder.sync;

import java.time.Duration;
import java.util.Optional;

/**
 * What people are told about a listed chunk.
 *
 * @param have checked bytes that are on disk, while it is fetched
 * @param failures in a row
 * @param cause of the last failure
 * @param nextTry when it is tried again at the latest, from the time of asking; empty when it is
 *     not waiting for a time
 */
public record SyncStatus(
    SyncTarget target,
    Holding holding,
    SyncPhase phase,
    long have,
    int failures,
    Optional<String> cause,
    Optional<Duration> nextTry) {}
