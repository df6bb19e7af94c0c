/**
 * yamux 1.0: many streams with flow control on one connection (hashicorp/yamux spec). A state
 * machine without sockets. Start at {@link org.annals.waku.host.yamux.YamuxSession}.
 *
 * <p>Not thread-safe: a session and its streams belong to one thread, which also makes all calls of
 * listeners.
 */
@NullMarked
package org.annals.waku.host.yamux;

import org.jspecify.annotations.NullMarked;
