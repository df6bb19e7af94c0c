package org.annals.workload;

/**
 * What was generated, to be held against the table.
 *
 * @param envelopes of all kinds
 * @param messages of type 1
 * @param envelopeBytes the exact bytes of all envelopes
 * @param textCharacters over all texts
 * @param topAuthorShare of messages by the most active author, 0 to 1
 * @param topChannelsShare of messages in the ten largest channels
 */
public record Realised(
    long envelopes,
    long messages,
    long edits,
    long deletions,
    long reactions,
    long reactedMessages,
    long pins,
    long replies,
    long images,
    long imageBytes,
    long envelopeBytes,
    long textCharacters,
    Percentiles lengths,
    Percentiles imageSizes,
    int authors,
    double topAuthorShare,
    double topTenAuthorsShare,
    double topChannelsShare) {

  /** Characters, or bytes. */
  public record Percentiles(long p50, long p90, long p99, long mean) {}

  /** A table for people: what real communities have, and what this one has. */
  public String table() {
    return String.join(
        "\n",
        row("characters p50 / p90 / p99 / mean", "75-90 / 300 / 1,000 / 130-146", text(lengths)),
        row("image bytes p50 / p90 / p99 / mean", "scaled to the budget", text(imageSizes)),
        row("replies", "19 %", percent(replies)),
        row("edits", "9 %", percent(edits)),
        row("deletions", "1.7 %", percent(deletions)),
        row("messages with reactions", "14 %", percent(reactedMessages)),
        row("reactions in all", "24-42 %", percent(reactions)),
        row("pins", "0.1 %", percent(pins)),
        row("images", "as asked for", images + " with " + imageBytes + " bytes"),
        row("top author", "3-14 %", share(topAuthorShare)),
        row("top ten authors", "20-45 %", share(topTenAuthorsShare)),
        row("ten largest channels", "55-70 % of sixty or more", share(topChannelsShare)),
        row("messages / envelopes / authors", "", messages + " / " + envelopes + " / " + authors));
  }

  private static String row(String what, String wanted, String got) {
    return pad(what, 36) + pad(wanted, 34) + got;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private static String text(Percentiles p) {
    return p.p50() + " / " + p.p90() + " / " + p.p99() + " / " + p.mean();
  }

  private String percent(long count) {
    return share(messages == 0 ? 0 : (double) count / messages);
  }

  private static String share(double share) {
    long hundredths = Math.round(share * 10_000);
    return hundredths / 100 + "." + hundredths / 10 % 10 + hundredths % 10 + " %";
  }
}
