package org.annals.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;
import org.junit.jupiter.api.Test;

final class HoldersTest {
  private static final CommunityId COMMUNITY = CommunityId.parse("0x02" + "ab".repeat(32));

  private final Holders holders = new Holders(address -> address.port() != 9);

  private static List<PeerAddress> some(int network, int count) throws UnknownHostException {
    List<PeerAddress> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] address = {10, (byte) network, (byte) (i / 256), (byte) i};
      all.add(new PeerAddress(InetAddress.getByAddress(address), 1_000));
    }
    return all;
  }

  @Test
  void add_moreThanAreKept_signedOnesStayAndComeFirst() throws Exception {
    List<PeerAddress> signed = some(1, 10);
    assertThat(holders.addSigned(COMMUNITY, signed)).isTrue();
    holders.add(COMMUNITY, some(2, 1_000));

    List<PeerAddress> kept = holders.of(COMMUNITY);

    assertThat(kept).hasSize(Holders.MOST);
    assertThat(kept.subList(0, 10)).isEqualTo(signed);
    assertThat(kept).endsWith(some(2, 1_000).get(999));
  }

  @Test
  void addSigned_withoutEnd_leavesRoomForOthers() throws Exception {
    holders.add(COMMUNITY, some(2, 1_000));
    holders.addSigned(COMMUNITY, some(1, 1_000));
    assertThat(holders.of(COMMUNITY)).hasSize(Holders.MOST);
    assertThat(holders.of(COMMUNITY)).contains(some(2, 1_000).get(999), some(1, 1_000).get(999));
  }

  @Test
  void add_whatIsKnownOrMayNotBeDialled_isNoNews() throws Exception {
    List<PeerAddress> one = some(1, 1);
    PeerAddress forbidden = new PeerAddress(one.get(0).address(), 9);
    assertThat(holders.add(COMMUNITY, one)).isTrue();
    assertThat(holders.addSigned(COMMUNITY, one)).isFalse();
    assertThat(holders.add(COMMUNITY, one)).isFalse();
    assertThat(holders.addSigned(COMMUNITY, List.of(forbidden))).isFalse();
    assertThat(holders.of(COMMUNITY)).isEqualTo(one);
  }
}
