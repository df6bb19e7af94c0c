package org.annals.quota;

/**
 * Bytes moved. Payload is what chunks and catalogues consist of; wire is everything on the sockets.
 */
public record TransferTotals(long upPayload, long upWire, long downPayload, long downWire) {
  /** Nothing moved. */
  public static final TransferTotals NONE = new TransferTotals(0, 0, 0, 0);

  /** The sum of both. */
  public TransferTotals plus(TransferTotals other) {
    return new TransferTotals(
        upPayload + other.upPayload,
        upWire + other.upWire,
        downPayload + other.downPayload,
        downWire + other.downWire);
  }

  /** What has moved since an earlier count of the same counters. */
  public TransferTotals minus(TransferTotals earlier) {
    return new TransferTotals(
        upPayload - earlier.upPayload,
        upWire - earlier.upWire,
        downPayload - earlier.downPayload,
        downWire - earlier.downWire);
  }

  /** Everything that went over the sockets, both ways. */
  public long wire() {
    return upWire + downWire;
  }
}
