package org.annals.magnetindex.announcement;

/**
 * An announcement with the exact bytes that travel: payload of a Waku message, answer of a
 * neighbour. Whoever holds one obtained it from {@link AnnouncementCodec}, which checks, or signed
 * it.
 *
 * @param bytes never modify them
 */
public record SignedAnnouncement(Announcement announcement, byte[] bytes) {}
