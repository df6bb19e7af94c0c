package org.annals.importer.journal;

/**
 * What was found when a journal was opened.
 *
 * @param messages that are held
 * @param tornBytes cut off at the ends of segments: an append that was never acknowledged
 * @param damagedBytes passed over in the middle of segments, with valid entries behind them: these
 *     were acknowledged once and are lost, which is worth an alert
 */
public record OpenReport(long messages, long tornBytes, long damagedBytes) {
  OpenReport plus(OpenReport other) {
    return new OpenReport(
        messages + other.messages, tornBytes + other.tornBytes, damagedBytes + other.damagedBytes);
  }
}
