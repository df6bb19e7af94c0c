/**
 * What to fetch next: newest first, several at once, nothing blocked by what is stuck (DESIGN
 * section 5). Start at {@link org.annals.seeder.sync.SyncPlanner}, which decides and does nothing
 * else; {@link org.annals.seeder.sync.ArchiveSync} carries its decisions out.
 *
 * <p>Time and chance are passed in. The planner is confined to one thread; the driver is
 * thread-safe. May use {@code archiver}, {@code quota} and the transport port.
 */
@NullMarked
package org.annals.seeder.sync;

import org.jspecify.annotations.NullMarked;
