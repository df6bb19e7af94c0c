/**
 * Who and where a libp2p peer is: keys, {@link org.annals.waku.host.peer.PeerId}, {@link
 * org.annals.waku.host.peer.Multiaddr}. Immutable values, usable from any thread.
 */
@NullMarked
package org.annals.waku.host.peer;

import org.jspecify.annotations.NullMarked;
