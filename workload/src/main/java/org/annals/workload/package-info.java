/**
 * Synthetic communities: channels, threads, authors with real keys and signatures, texts, images,
 * edits, deletions, reactions, replies and pins, with the proportions of real communities. Start at
 * {@link org.annals.workload.Workload}.
 *
 * <p>Everything is a function of a {@link org.annals.workload.WorkloadSpec}. Confined to the
 * calling thread; memory does not grow with the number of messages.
 */
@NullMarked
package org.annals.workload;

import org.jspecify.annotations.NullMarked;
