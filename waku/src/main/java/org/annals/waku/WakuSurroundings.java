package org.annals.waku;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a Waku node takes from the outside.
 *
 * @param clock stamps own messages
 * @param random chooses mesh peers and spreads dials; must not be foreseeable
 * @param callbacks runs listeners and responders; with one thread they keep the order of events
 */
public record WakuSurroundings(Clock clock, RandomGenerator random, Executor callbacks) {}
