/**
 * A file system that fails on purpose: no space at a byte, an error at a call, a crash that loses
 * what was not synced. Start at {@link org.annals.testkit.fault.FaultFileSystem}.
 *
 * <p>Thread-safe: every call holds the file system's one lock.
 */
@NullMarked
package org.annals.testkit.fault;

import org.jspecify.annotations.NullMarked;
