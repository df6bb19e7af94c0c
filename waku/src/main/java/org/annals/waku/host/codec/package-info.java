/**
 * Bounded readers and writers for what libp2p sends: varints, base58, protobuf, length-prefixed
 * messages. Start at {@link org.annals.waku.host.codec.ProtoReader}. Malformed input is the checked
 * {@link org.annals.waku.host.codec.MalformedInput}; nothing here allocates what a peer merely
 * claims. Not thread-safe unless a type says so.
 */
@NullMarked
package org.annals.waku.host.codec;

import org.jspecify.annotations.NullMarked;
