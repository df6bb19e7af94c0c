package org.annals.magnetindex.announcement;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;

/**
 * Where members of a community meet in the DHT when they know nobody (FORMAT section 6). No torrent
 * has this info hash: peers are exchanged under it, nothing else.
 */
public final class Rendezvous {
  private static final String PREFIX = "annals-rendezvous-1";

  private Rendezvous() {}

  /** SHA-1 of a fixed prefix and the community's id. */
  public static InfoHash key(CommunityId community) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(PREFIX.getBytes(StandardCharsets.US_ASCII));
      return InfoHash.of(sha1.digest(community.toBytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
