/**
 * multistream-select 1.0: how two sides agree on a protocol (multiformats, multistream-select).
 * Pure state machines that never take a byte of the next layer. Start at {@link
 * org.annals.waku.host.multistream.Proposer} for the side that asks and {@link
 * org.annals.waku.host.multistream.Responder} for the one that answers. Not thread-safe.
 */
@NullMarked
package org.annals.waku.host.multistream;

import org.jspecify.annotations.NullMarked;
