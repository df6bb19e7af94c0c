package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalAddressesTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.9.9.9, true",
    "::1, true",
    "169.254.3.4, true",
    "fe80::1, true",
    "10.0.0.1, true",
    "172.16.0.1, true",
    "172.31.255.255, true",
    "192.168.1.1, true",
    "fc00::1, true",
    "fdff::1, true",
    "::ffff:192.168.1.1, true",
    "9.255.255.255, false",
    "172.15.255.255, false",
    "172.32.0.1, false",
    "192.169.0.1, false",
    "100.64.0.1, false",
    "fec0::1, false",
    "fe00::1, false",
    "2001:db8::1, false",
    "::ffff:8.8.8.8, false",
  })
  void include_eachKindOfAddress(String address, boolean local) throws UnknownHostException {
    assertThat(LocalAddresses.include(InetAddress.getByName(address))).isEqualTo(local);
  }
}
