package org.annals.magnetindex.owner;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.PeerAddress;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.announcement.AnnouncementFit;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.head.HeadView;

/** What the owner sends: after each change, at the start, every 6 h, and by hand. */
public final class OwnerAnnouncement {
  private OwnerAnnouncement() {}

  /**
   * Who speaks.
   *
   * @param hints where its torrents listen, most useful first
   */
  public record Speaker(PrivateKey key, InstanceId instance, List<PeerAddress> hints) {
    public Speaker {
      hints = List.copyOf(hints);
    }
  }

  /**
   * The announcement of the head, signed now; with serving off, exactly the one that was sent
   * before. Empty while the head's catalogue is not in force here. Let the head hear it before it
   * is sent, so that this home knows its own words.
   */
  public static Optional<SignedAnnouncement> of(
      HeadView head, Speaker speaker, AnnalsSignatures signatures, Instant now) {
    boolean inForce =
        head.accepted()
            .filter(position -> head.contents().applied().contains(position))
            .isPresent();
    if (!inForce || head.stamp().isEmpty() || head.link().isEmpty()) {
      return Optional.empty();
    }
    boolean offBefore =
        head.newest().filter(signed -> !signed.announcement().serving()).isPresent();
    if (!head.serving() && offBefore) {
      return head.newest();
    }
    AnnouncementFit.Wish wish =
        new AnnouncementFit.Wish(
            head.stamp().get().issuedBy(speaker.instance(), now.toEpochMilli()),
            head.link().get(),
            head.serving(),
            head.contents().entries().values(),
            speaker.hints());
    return Optional.of(AnnouncementFit.sign(wish, speaker.key(), signatures));
  }
}
