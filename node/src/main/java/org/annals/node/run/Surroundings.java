package org.annals.node.run;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.annals.node.event.EventSink;

/**
 * What the parts of a running node share.
 *
 * @param loop one thread on which decisions are made
 * @param lanes threads for hashing, packing and importing
 */
record Surroundings(
    ScheduledExecutorService loop,
    ExecutorService lanes,
    Clock clock,
    RandomGenerator random,
    EventSink events) {}
