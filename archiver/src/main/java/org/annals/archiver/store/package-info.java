/**
 * Chunks on disk: {@code communities/<id>/chunks/<chunk id>.annals} with a ledger beside (DESIGN
 * section 8). Start at {@link org.annals.archiver.store.ChunkStore}; the {@link
 * org.annals.archiver.store.ChunkLedger} is a port.
 *
 * <p>Everything here blocks on the disk and starts no threads. Depends on keys and quota's
 * reservation port; what a chunk contains is judged by functions that are passed in.
 */
@NullMarked
package org.annals.archiver.store;

import org.jspecify.annotations.NullMarked;
