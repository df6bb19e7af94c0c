package org.annals.waku;

import org.annals.magnetindex.NeighbourExchangeContract;

class WakuNeighbourExchangeTest extends NeighbourExchangeContract {
  private final WakuLab lab = new WakuLab();
  private final WakuNode[] nodes = new WakuNode[2];

  @Override
  protected Pair start() throws Exception {
    nodes[0] = lab.start();
    nodes[1] = lab.start();
    return new Pair(nodes[0], nodes[1]);
  }

  @Override
  protected void connect() throws Exception {
    WakuLab.connect(nodes[0], nodes[1]);
  }

  @Override
  protected void stop() {
    lab.close();
  }
}
