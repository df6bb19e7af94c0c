package org.annals.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void stop_isNotUnlimited() {
    assertThat(Rate.stop()).isNotEqualTo(Rate.unlimited()).isEqualTo(Rate.bytesPerSecond(0));
  }

  @Test
  void and_takesTheLower() {
    Rate slow = Rate.bytesPerSecond(10);
    assertThat(slow.and(Rate.bytesPerSecond(20))).isEqualTo(slow);
    assertThat(Rate.unlimited().and(slow)).isEqualTo(slow);
    assertThat(slow.and(Rate.unlimited())).isEqualTo(slow);
    assertThat(slow.and(Rate.stop())).isEqualTo(Rate.stop());
    assertThat(Rate.unlimited().and(Rate.unlimited())).isEqualTo(Rate.unlimited());
  }

  @Test
  void limited_outOfRange_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Rate.bytesPerSecond(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rate.bytesPerSecond(Rate.Limited.MAX + 1));
  }

  @Test
  void limits_togetherAreTheLowerEachWay() {
    RateLimits community = new RateLimits(Rate.bytesPerSecond(5), Rate.unlimited());
    RateLimits node = new RateLimits(Rate.unlimited(), Rate.bytesPerSecond(7));
    assertThat(community.and(node))
        .isEqualTo(new RateLimits(Rate.bytesPerSecond(5), Rate.bytesPerSecond(7)));
    assertThat(RateLimits.STOP.and(community)).isEqualTo(RateLimits.STOP);
  }

  @Test
  void cap_holdsUpToItsBytes() {
    assertThat(StorageCap.bytes(3).holds(3)).isTrue();
    assertThat(StorageCap.bytes(3).holds(4)).isFalse();
    assertThat(StorageCap.unlimited().holds(Long.MAX_VALUE)).isTrue();
  }
}
