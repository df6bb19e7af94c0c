package org.annals.magnetindex.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialRulesTest {
  private static DialRules listening(String... addresses) throws UnknownHostException {
    List<InetAddress> local = new ArrayList<>();
    for (String address : addresses) {
      local.add(InetAddress.getByName(address));
    }
    return new DialRules(local, List.of(InetAddress.getByName("10.9.9.9")));
  }

  private static PeerAddress peer(String address) throws UnknownHostException {
    return new PeerAddress(InetAddress.getByName(address), 80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "11.0.0.1"})
  void test_publicAddress_allowed(String address) throws UnknownHostException {
    assertThat(listening("192.0.2.1").test(peer(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "127.9.9.9", "::1", "10.0.0.1", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "fe80::1", "fc00::1", "fd12::1", "fec0::1",
        "100.64.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::7f00:1"
      })
  void test_localAddress_refused(String address) throws UnknownHostException {
    assertThat(listening("192.0.2.1").test(peer(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "ff02::1"
      })
  void test_noHost_refusedAlways(String address) throws UnknownHostException {
    assertThat(listening("127.0.0.1", "10.1.1.1", "fe80::2", "0.0.0.0").test(peer(address)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.2, true",
    "10.0.0.1, 10.200.3.4, true",
    "10.0.0.1, 192.168.0.1, false",
    "192.168.5.1, 192.168.9.9, true",
    "fd00::1, fd99::2, true",
    "169.254.1.1, 169.254.9.9, true",
    "10.0.0.1, 127.0.0.1, false"
  })
  void test_sameRangeAsListening_allowed(String local, String address, boolean allowed)
      throws UnknownHostException {
    assertThat(listening(local).test(peer(address))).isEqualTo(allowed);
  }

  @Test
  void test_named_allowed() throws UnknownHostException {
    assertThat(listening().test(peer("10.9.9.9"))).isTrue();
    assertThat(listening().test(peer("10.9.9.8"))).isFalse();
  }
}
