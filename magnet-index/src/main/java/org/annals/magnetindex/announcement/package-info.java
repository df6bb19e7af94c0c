/**
 * Announcements: small signed messages that point at a catalogue (FORMAT section 6), how they are
 * made to fit, checked, repeated, and acted upon after a quiet time. Start at {@link
 * org.annals.magnetindex.announcement.SignedAnnouncement}.
 *
 * <p>All types are immutable unless they say so; functions are pure and thread-safe.
 */
@NullMarked
package org.annals.magnetindex.announcement;

import org.jspecify.annotations.NullMarked;
