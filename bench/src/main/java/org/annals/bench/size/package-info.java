/** Size of archives. Starts with {@link org.annals.bench.size.ArchiveSizeBench}. */
@NullMarked
package org.annals.bench.size;

import org.jspecify.annotations.NullMarked;
