package org.annals.magnetindex.head;

import java.util.Arrays;
import java.util.Optional;
import org.annals.keys.Digest;
import org.annals.magnetindex.announcement.Announcement;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.SignedCatalogue;

/**
 * One catalogue that the community's key signed for the accepted sequence: the head, or its rivals
 * in an equivocation.
 *
 * @param announcement the first that was heard of it, whose entries count
 * @param serving off when the announcement or the catalogue says so
 */
record Rival(
    CatalogueStamp stamp,
    Digest digest,
    Optional<SignedAnnouncement> announcement,
    Optional<CatalogueLink> link,
    boolean serving,
    Disposition disposition) {

  /** What became of the catalogue itself. */
  enum Disposition {
    /** It is announced and not here. */
    WANTED(0),
    /** It is in force. */
    APPLIED(1),
    /** It removes too much and waits for the member's word. */
    WAITING(2),
    /** The member said no. */
    DECLINED(3),
    /** It breaks a rule; the announcement stays in force. */
    REFUSED(4),
    /** This program is too old for it. Wanted again after a restart, which may be an update. */
    UNSUPPORTED(0);

    private final int number;

    Disposition(int number) {
      this.number = number;
    }

    /** The number on disk. */
    int number() {
      return number;
    }

    static Optional<Disposition> of(int number) {
      return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }
  }

  static Rival announced(SignedAnnouncement signed) {
    Announcement announcement = signed.announcement();
    return new Rival(
        announcement.stamp(),
        announcement.catalogue().digest(),
        Optional.of(signed),
        Optional.of(announcement.catalogue()),
        announcement.serving(),
        Disposition.WANTED);
  }

  static Rival fetched(SignedCatalogue signed) {
    return new Rival(
        signed.catalogue().stamp(),
        signed.digest(),
        Optional.empty(),
        Optional.empty(),
        signed.catalogue().policy().serving(),
        Disposition.WANTED);
  }

  CataloguePosition position() {
    return stamp.position(digest);
  }

  Rival with(Disposition next, boolean servingToo) {
    return new Rival(stamp, digest, announcement, link, serving && servingToo, next);
  }

  Rival linked(CatalogueLink where) {
    return new Rival(stamp, digest, announcement, Optional.of(where), serving, disposition);
  }

  Rival announcedBy(SignedAnnouncement signed) {
    Announcement heard = signed.announcement();
    return announcement.isPresent()
        ? this
        : new Rival(
            stamp,
            digest,
            Optional.of(signed),
            Optional.of(heard.catalogue()),
            serving && heard.serving(),
            disposition);
  }
}
