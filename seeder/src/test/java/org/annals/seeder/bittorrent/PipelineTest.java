package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PipelineTest {
  private final Pipeline pipeline = new Pipeline();
  private long now;

  private void blocks(int count, long apartMillis) {
    for (int i = 0; i < count; i++) {
      now += TimeUnit.MILLISECONDS.toNanos(apartMillis);
      pipeline.arrived(now);
    }
  }

  @Test
  void fastPeer_owesMoreWithEachBlockUpToABound() {
    pipeline.begins(now);
    assertThat(pipeline.depth()).isEqualTo(32);
    blocks(100, 1);
    assertThat(pipeline.depth()).isEqualTo(132);
    blocks(1_000, 1);
    assertThat(pipeline.depth()).isEqualTo(256);
  }

  @Test
  void peerWithOneBlockASecond_owesHardlyMore() {
    pipeline.begins(now);
    blocks(3, 1_000);
    assertThat(pipeline.depth()).isEqualTo(3);
  }

  @Test
  void peerThatIsSlowerThanOneBlockASecond_owesTwo() {
    pipeline.begins(now);
    blocks(3, 10_000);
    assertThat(pipeline.depth()).isEqualTo(2);
  }

  @Test
  void peerThatBecomesFaster_owesWhatItBringsInASecond() {
    pipeline.begins(now);
    blocks(3, 1_000);
    blocks(200, 10);
    assertThat(pipeline.depth()).isBetween(100, 104);
  }

  @Test
  void timeInWhichNothingWasOwed_doesNotCount() {
    pipeline.begins(now);
    blocks(300, 10);
    int before = pipeline.depth();
    now += TimeUnit.HOURS.toNanos(1);
    pipeline.begins(now);
    blocks(10, 10);
    assertThat(pipeline.depth()).isEqualTo(before);
  }
}
