package org.annals.waku.host.yamux;

/**
 * What a session bears.
 *
 * @param inboundStreams open at a time; above, new ones are reset
 * @param outboundStreams open at a time
 * @param receiveBuffer bytes that wait for paused readers; a stream that goes beyond is reset
 * @param outputBacklog bytes that may wait in the output before streams are held back
 */
public record YamuxLimits(
    int inboundStreams, int outboundStreams, int receiveBuffer, int outputBacklog) {}
