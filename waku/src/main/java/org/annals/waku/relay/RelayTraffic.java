package org.annals.waku.relay;

/**
 * What relay has cost since the start.
 *
 * @param receivedBytes bytes on relay streams, length prefixes included, encryption not
 * @param sentBytes the same, out
 * @param droppedRpcs RPCs with messages not sent because a peer did not read
 * @param badRpcs received ones that could not be parsed; each closed its connection
 * @param leftOutEntries entries of received RPCs that were ignored
 */
public record RelayTraffic(
    long receivedBytes, long sentBytes, long droppedRpcs, long badRpcs, long leftOutEntries) {}
