package org.annals.magnetindex.announcement;

/** What came of reading an announcement. */
public sealed interface AnnouncementReading {
  /** Well-formed and signed by the community's key. */
  record Verified(SignedAnnouncement signed) implements AnnouncementReading {}

  /** Signed by the community's key, but newer than this program. */
  record Unsupported(String what) implements AnnouncementReading {}

  /** Anything else. */
  record Rejected(String reason) implements AnnouncementReading {}
}
