package org.annals.waku.relay;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A Waku message (RFC 14). Fields that are absent are empty here, because absent and zero differ on
 * the wire. Arrays are not to be changed.
 *
 * @param version 0 opaque, 1 Waku 1 encryption, 2 Noise; as unsigned
 * @param timestamp nanoseconds since 1970, may be negative in hostile messages
 * @param meta at most 64 bytes
 * @param proof of the rate limit; not looked into
 * @param ephemeral true when stores shall not keep it
 */
public record WakuMessage(
    byte[] payload,
    String contentTopic,
    OptionalInt version,
    OptionalLong timestamp,
    Optional<byte[]> meta,
    Optional<byte[]> proof,
    Optional<Boolean> ephemeral) {

  /** An opaque message (version 0) without meta, proof and mark of being ephemeral. */
  public static WakuMessage opaque(byte[] payload, String contentTopic, long timestampNanos) {
    return new WakuMessage(
        payload,
        contentTopic,
        OptionalInt.of(0),
        OptionalLong.of(timestampNanos),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
