package org.annals.waku.host;

import java.time.Duration;

/**
 * How long a host waits.
 *
 * @param upgrade from the TCP connect, or its acceptance, to yamux
 * @param negotiation until both sides of a new stream know its protocol
 * @param keepalive between two pings of a connection
 * @param answer until a ping or an identify message must have come
 * @param writeProgress for at least one byte to leave while some wait
 */
public record HostTimes(
    Duration upgrade,
    Duration negotiation,
    Duration keepalive,
    Duration answer,
    Duration writeProgress) {

  /** 10 s, 10 s, 30 s, 15 s, 30 s. */
  public static HostTimes defaults() {
    return new HostTimes(
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30));
  }
}
