package org.annals.waku.host;

/**
 * Bytes on sockets, as TCP payload.
 *
 * @param received bytes read
 * @param sent bytes written
 */
public record WireBytes(long received, long sent) {}
