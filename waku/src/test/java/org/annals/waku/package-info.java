/**
 * Tests of the whole node over real sockets on 127.0.0.1. Start at {@link org.annals.waku.WakuLab}.
 */
@NullMarked
package org.annals.waku;

import org.jspecify.annotations.NullMarked;
