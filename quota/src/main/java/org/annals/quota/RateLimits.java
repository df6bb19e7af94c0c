package org.annals.quota;

/** How fast bytes may move each way. */
public record RateLimits(Rate up, Rate down) {
  /** Neither way is limited. */
  public static final RateLimits UNLIMITED = new RateLimits(Rate.unlimited(), Rate.unlimited());

  /** Nothing moves either way. */
  public static final RateLimits STOP = new RateLimits(Rate.stop(), Rate.stop());

  /** One way's rate. */
  public Rate of(Direction direction) {
    return direction == Direction.UP ? up : down;
  }

  /** The lower rate each way. */
  public RateLimits and(RateLimits other) {
    return new RateLimits(up.and(other.up), down.and(other.down));
  }
}
