/**
 * Whole-program benchmarks, each a main class that {@code bench/run} starts in a JVM of its own,
 * and JMH benchmarks where micro measurements are right.
 *
 * <p>Start with {@code bench/run --list}. {@link org.annals.bench.Options} reads the command line,
 * {@link org.annals.bench.Result} prints what came out. May use every module. Clocks and threads
 * are taken from the system: this is no production code.
 */
@NullMarked
package org.annals.bench;

import org.jspecify.annotations.NullMarked;
