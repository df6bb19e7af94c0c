/**
 * A transport through a plain folder that several nodes can reach, for example on a shared disk: no
 * sockets, the same promises. Start at {@link org.annals.seeder.directory.DirectoryTransport}.
 *
 * <p>Runs on executors that are passed in. Keeps the {@link org.annals.seeder.ArchiveTransport}
 * port honest by being its second implementation.
 */
@NullMarked
package org.annals.seeder.directory;

import org.jspecify.annotations.NullMarked;
