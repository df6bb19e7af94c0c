/**
 * Keeps a home within its storage caps (DESIGN section 5): {@link
 * org.annals.node.eviction.FetchAdmission} says what may be fetched, {@link
 * org.annals.node.eviction.Eviction} makes room, oldest history first, {@link
 * org.annals.node.eviction.WithinCaps} brings the home within caps before they are in force, {@link
 * org.annals.node.eviction.EvictedText} keeps databases from taking it all, {@link
 * org.annals.node.eviction.DiskPause} waits while the disk takes no bytes. What goes is decided by
 * {@code org.annals.quota.storage}.
 */
@NullMarked
package org.annals.node.eviction;

import org.jspecify.annotations.NullMarked;
