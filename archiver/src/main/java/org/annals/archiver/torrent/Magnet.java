package org.annals.archiver.torrent;

import java.util.Collection;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;

/** Magnet links as BitTorrent clients take them (BEP 9). Stateless. */
public final class Magnet {
  private Magnet() {}

  /**
   * A link to one file.
   *
   * @param name the file's name
   * @param peers where it can be had now; each becomes an {@code x.pe}; may be empty
   */
  public static String text(InfoHash infoHash, String name, Collection<PeerAddress> peers) {
    StringBuilder link = new StringBuilder("magnet:?xt=urn:btih:").append(infoHash);
    link.append("&dn=").append(name);
    for (PeerAddress peer : peers) {
      link.append("&x.pe=").append(withoutScope(peer));
    }
    return link.toString();
  }

  /** The zone of a link-local address means something on this machine only. */
  private static String withoutScope(PeerAddress peer) {
    String text = peer.toString();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope) + text.substring(text.indexOf(']', scope));
  }
}
