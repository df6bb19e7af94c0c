/**
 * The one thread of a host: a selector, timers and tasks. Start at {@link
 * org.annals.waku.host.loop.Loop}.
 */
@NullMarked
package org.annals.waku.host.loop;

import org.jspecify.annotations.NullMarked;
