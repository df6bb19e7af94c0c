/**
 * Moving chunks between nodes: the {@link org.annals.seeder.ArchiveTransport} port, its
 * implementations, and the planner that decides what to fetch next.
 */
@NullMarked
package org.annals.seeder;

import org.jspecify.annotations.NullMarked;
