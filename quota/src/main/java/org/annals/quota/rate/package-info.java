/**
 * Rates that hold: a node's limit above the limits of its communities, shared by deficit round
 * robin over communities, then chunks, then peers. Start reading at {@link
 * org.annals.quota.rate.FairTransferGate}.
 *
 * <p>Time and the timer are passed in. Each direction has one lock, held for a few steps only; no
 * foreign code runs under it.
 */
@NullMarked
package org.annals.quota.rate;

import org.jspecify.annotations.NullMarked;
