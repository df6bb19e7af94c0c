/**
 * Turns the messages of closed windows into chunks: when a window is sealed, which window an edit,
 * deletion, reaction or pin belongs to, what is folded away, where parts and sections are cut
 * (FORMAT section 3).
 *
 * <p>The two ports are {@link org.annals.archiver.seal.MessageSource} (what is not packed yet) and
 * {@link org.annals.archiver.seal.KnownMessages} (what is archived already). May use {@code chunk},
 * {@code message}, {@code torrent} and quota's reservation port. One thread packs one community at
 * a time; nothing here starts threads.
 */
@NullMarked
package org.annals.archiver.seal;

import org.jspecify.annotations.NullMarked;
