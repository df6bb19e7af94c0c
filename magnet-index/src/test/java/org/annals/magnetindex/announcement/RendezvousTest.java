package org.annals.magnetindex.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  /** Computed with another SHA-1: of the prefix and the generator point of secp256k1. */
  @Test
  void key_isSha1OfPrefixAndId() {
    CommunityId community =
        CommunityId.parse("0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
    assertThat(Rendezvous.key(community))
        .isEqualTo(InfoHash.parse("1947b404fd2a1216bdabd85533d4480d9956d388"));
  }
}
