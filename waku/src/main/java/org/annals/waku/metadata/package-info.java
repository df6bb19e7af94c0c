/**
 * Waku metadata (RFC 66): on each new connection both sides tell their cluster and shards, and
 * those who have nothing in common part. Start at {@link
 * org.annals.waku.metadata.MetadataExchange}, which lives on the host's loop; the rest is
 * immutable. May use {@code waku.host} and {@code waku.relay}'s shards.
 */
@NullMarked
package org.annals.waku.metadata;

import org.jspecify.annotations.NullMarked;
