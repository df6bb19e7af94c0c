package org.annals.waku.host;

/**
 * What a host allows its peers.
 *
 * @param connections open connections above which no inbound one is accepted
 * @param reservedForDials connections beyond that, for own dials only
 * @param connectionsPerAddress inbound ones of one IP address
 * @param connectionsPerPeer of one peer id; the oldest goes when there are more
 * @param inboundStreams of one connection at a time
 * @param outboundStreams of one connection at a time
 * @param receiveBuffer bytes that wait on one connection for slow listeners
 * @param writeQueue bytes that wait on one connection for a slow peer, then droppable writes are
 *     refused; at the same again the connection is closed
 */
public record HostLimits(
    int connections,
    int reservedForDials,
    int connectionsPerAddress,
    int connectionsPerPeer,
    int inboundStreams,
    int outboundStreams,
    int receiveBuffer,
    int writeQueue) {

  /** 64 connections, 8 per address, 256 streams, 4 MiB each way. */
  public static HostLimits defaults() {
    return new HostLimits(64, 16, 8, 2, 256, 1024, 4 << 20, 4 << 20);
  }

  /** The same with other numbers of connections. */
  public HostLimits withConnections(int all, int perAddress) {
    return new HostLimits(
        all,
        reservedForDials,
        perAddress,
        connectionsPerPeer,
        inboundStreams,
        outboundStreams,
        receiveBuffer,
        writeQueue);
  }
}
