package org.annals.waku.host.noise;

import java.util.List;
import java.util.Optional;
import org.annals.waku.host.peer.PeerKey;

/**
 * What a finished handshake gives.
 *
 * @param remote the proven identity of the other side
 * @param muxer the muxer both sides settled on, or empty when it must be negotiated
 */
public record NoiseSession(
    PeerKey remote, Optional<String> muxer, CipherState send, CipherState receive) {

  /** The first of the initiator's muxers that the responder has too. */
  static Optional<String> agree(List<String> initiators, List<String> responders) {
    return initiators.stream().filter(responders::contains).findFirst();
  }
}
