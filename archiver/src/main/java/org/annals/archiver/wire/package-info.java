/**
 * Canonical protobuf (FORMAT, introduction): fields ascending, minimal varints, defaults omitted,
 * no maps. Start at {@link org.annals.archiver.wire.CanonicalWriter} and {@link
 * org.annals.archiver.wire.CanonicalReader}.
 *
 * <p>Writers and readers are confined to one thread. Nothing here depends on another package of
 * Annals.
 */
@NullMarked
package org.annals.archiver.wire;

import org.jspecify.annotations.NullMarked;
