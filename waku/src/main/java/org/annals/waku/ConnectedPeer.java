package org.annals.waku;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.annals.waku.host.Connection;
import org.annals.waku.host.peer.PeerId;

/**
 * A connection as status pages show it.
 *
 * @param agent what the peer calls its program, unproven; empty until it has said so
 */
public record ConnectedPeer(
    PeerId peer,
    InetSocketAddress address,
    Connection.Direction direction,
    Optional<String> agent) {}
