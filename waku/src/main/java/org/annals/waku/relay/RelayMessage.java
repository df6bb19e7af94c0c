package org.annals.waku.relay;

import org.annals.waku.host.peer.PeerId;

/**
 * A message that came over relay, for the first time.
 *
 * @param from the neighbour that brought it, who need not be its author
 * @param bytes length of the encoded Waku message
 */
public record RelayMessage(PeerId from, String pubsubTopic, WakuMessage message, int bytes) {}
