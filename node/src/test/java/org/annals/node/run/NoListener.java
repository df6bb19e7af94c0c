package org.annals.node.run;

/** For tests in which nobody waits for room. */
final class NoListener implements HomeRoom.Listener {
  @Override
  public void roomFound() {
    // Nobody waits.
  }

  @Override
  public void pause() {
    // Nothing is under way.
  }

  @Override
  public void resume() {
    // Nothing was paused.
  }
}
