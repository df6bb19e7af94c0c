/**
 * What a running node does, beyond what an opened home can: follow catalogues, fetch, import,
 * serve, and, for communities that it owns, pack and publish. Start at {@link
 * org.annals.node.RunningNode}.
 *
 * <p>Decisions are made on one loop thread; hashing, packing and importing run on lanes of their
 * own and hand results back to the loop.
 */
@NullMarked
package org.annals.node.run;

import org.jspecify.annotations.NullMarked;
