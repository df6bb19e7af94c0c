/**
 * Leave to move and to store bytes. Every transfer asks a {@link org.annals.quota.TransferGate},
 * every write path holds a {@link org.annals.quota.Reservation}; both count what they granted.
 *
 * <p>Pure: knows nothing of torrents or files and depends on no other module.
 */
@NullMarked
package org.annals.quota;

import org.jspecify.annotations.NullMarked;
