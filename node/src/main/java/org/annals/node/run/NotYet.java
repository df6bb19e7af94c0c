package org.annals.node.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.annals.magnetindex.owner.PublishingRight;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** Why an owner's home may not publish now, in words for its owner. */
final class NotYet {
  private NotYet() {}

  static CommandFailure because(PublishingRight right) {
    if (right instanceof PublishingRight.Asking asking) {
      return new CommandFailure(
          ErrorCode.REFUSED,
          "Not yet: the node first asks the others what was published before.",
          "It listens until " + seconds(asking.until()) + " or until one has answered.",
          "Wait a minute; the node packs by itself.");
    }
    if (right instanceof PublishingRight.Standby standby) {
      return new CommandFailure(
          ErrorCode.REFUSED,
          "This home stands by: another home with this community's key is active.",
          "Two homes that publish would work against each other.",
          "Stop the other one; this home takes over after " + seconds(standby.until()) + ".");
    }
    if (right instanceof PublishingRight.NoHistoryFound) {
      return new CommandFailure(
          ErrorCode.REFUSED,
          "Nothing is published: the community's history was not found.",
          "The key came from a backup, and nobody who was asked knows a catalogue.",
          "Wait until a member is online, or, when there is no history, run 'annals community"
              + " restore KEYFILE --no-history-found'.");
    }
    return new CommandFailure(
        ErrorCode.REFUSED,
        "Not yet: a newer catalogue was found and is being fetched.",
        "Publishing without it would lose chunks.",
        "Wait; the node packs by itself once it is here.");
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
