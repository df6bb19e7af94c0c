package org.annals.node.measure;

import org.annals.quota.TransferTotals;

/** Bytes per second, as they are measured: payload is chunks and catalogues, wire is everything. */
public record Speed(long upPayload, long upWire, long downPayload, long downWire) {
  /** Nothing moves. */
  static final Speed NONE = new Speed(0, 0, 0, 0);

  static Speed of(TransferTotals moved, long nanos) {
    double seconds = nanos / 1e9;
    return seconds <= 0
        ? NONE
        : new Speed(
            Math.round(moved.upPayload() / seconds),
            Math.round(moved.upWire() / seconds),
            Math.round(moved.downPayload() / seconds),
            Math.round(moved.downWire() / seconds));
  }
}
