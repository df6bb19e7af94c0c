/**
 * Protocols of one question and one answer per stream, each behind its varint length, with size
 * limits and deadlines. Start at {@link org.annals.waku.request.Questions}. Lives on the host's
 * loop. May use {@code waku.host}.
 */
@NullMarked
package org.annals.waku.request;

import org.jspecify.annotations.NullMarked;
