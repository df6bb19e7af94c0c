package org.annals.seeder.sync;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * On what an {@link ArchiveSync} runs. Closed after it, by whoever made them.
 *
 * @param loop one thread; decisions are made there
 * @param verifiers run {@link SyncWork#adopt}
 * @param ticker monotonic nanoseconds
 * @param tick how often time alone is looked at
 */
public record SyncThreads(
    ScheduledExecutorService loop, Executor verifiers, LongSupplier ticker, Duration tick) {}
