package org.annals.waku.host;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.annals.keys.Secp256k1;

/**
 * What a host takes from the outside.
 *
 * @param curve verifies and signs handshakes
 * @param random makes the Noise keys
 * @param ticker monotonic nanoseconds
 * @param resolver runs DNS look-ups, which block
 * @param threads makes the loop's thread
 */
public record HostSurroundings(
    Secp256k1 curve,
    SecureRandom random,
    LongSupplier ticker,
    Executor resolver,
    ThreadFactory threads) {}
