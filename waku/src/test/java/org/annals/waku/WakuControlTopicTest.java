package org.annals.waku;

import static org.assertj.core.api.Assertions.assertThat;

import org.annals.archiver.CommunityId;
import org.annals.magnetindex.ControlTopicContract;

class WakuControlTopicTest extends ControlTopicContract {
  private final WakuLab lab = new WakuLab();
  private final WakuNode[] nodes = new WakuNode[2];

  @Override
  protected Pair start() throws Exception {
    nodes[0] = lab.start();
    nodes[1] = lab.start();
    return new Pair(nodes[0], nodes[1]);
  }

  @Override
  protected void settle(CommunityId community) throws Exception {
    WakuLab.connect(nodes[0], nodes[1]);
    assertThat(nodes[0].connectedPeers()).hasSize(1);
  }

  @Override
  protected void stop() {
    lab.close();
  }
}
