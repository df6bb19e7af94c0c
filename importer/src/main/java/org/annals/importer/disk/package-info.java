/**
 * Files that may only grow with leave: {@link org.annals.importer.disk.FileGrowth} counts one file,
 * {@link org.annals.importer.disk.ReservedFilePath} puts it underneath H2 (DESIGN section 8,
 * invariant 3). Thread-safe.
 */
@NullMarked
package org.annals.importer.disk;

import org.jspecify.annotations.NullMarked;
