package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DoorkeeperTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Doorkeeper doorkeeper = new Doorkeeper();
  // Close to where the clock of nanoseconds turns negative.
  private long now = Long.MAX_VALUE - SECOND;

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private long offences(String from, int count) throws UnknownHostException {
    long away = 0;
    for (int i = 0; i < count; i++) {
      away = doorkeeper.offence(address(from), now);
    }
    return away;
  }

  private boolean turnsAway(String from) throws UnknownHostException {
    return doorkeeper.turnsAway(address(from), now);
  }

  @Test
  void fewOffences_costNothing() throws Exception {
    assertThat(offences("203.0.113.1", Doorkeeper.FREE)).isZero();
    assertThat(turnsAway("203.0.113.1")).isFalse();
  }

  @Test
  void furtherOffences_turnAwayForAGrowingTime_othersStayWelcome() throws Exception {
    offences("203.0.113.1", Doorkeeper.FREE);
    for (long seconds : new long[] {5, 10, 20, 40, 80, 160, 320, 600, 600}) {
      assertThat(offences("203.0.113.1", 1)).isEqualTo(seconds * SECOND);
      now += seconds * SECOND - 1;
      assertThat(turnsAway("203.0.113.1")).isTrue();
      assertThat(turnsAway("203.0.113.2")).isFalse();
      now++;
      assertThat(turnsAway("203.0.113.1")).isFalse();
    }
  }

  @Test
  void tenMinutesWithoutAnOffence_allIsForgotten() throws Exception {
    offences("203.0.113.1", Doorkeeper.FREE + 3);
    now += 20 * SECOND + 600 * SECOND + 1;
    assertThat(offences("203.0.113.1", Doorkeeper.FREE)).isZero();
  }

  @Test
  void ipv6_neighboursInOneNetworkAreOne() throws Exception {
    offences("2001:db8:1:2::1", Doorkeeper.FREE);
    assertThat(offences("2001:db8:1:2:ffff::9", 1)).isPositive();
    assertThat(turnsAway("2001:db8:1:2:aaaa::1")).isTrue();
    assertThat(turnsAway("2001:db8:1:3::1")).isFalse();
  }

  @Test
  void moreAddressesThanAreKept_theOldestOffenceIsForgotten() throws Exception {
    offences("203.0.113.1", Doorkeeper.FREE + 1);
    offences("203.0.113.2", Doorkeeper.FREE + 1);
    for (int i = 0; i < 4_095; i++) {
      offences("10.0." + i / 256 + "." + i % 256, 1);
    }
    assertThat(turnsAway("203.0.113.1")).isFalse();
    assertThat(turnsAway("203.0.113.2")).isTrue();
  }
}
