/**
 * The digest by which two databases are found equal (FORMAT section 8). Start at {@link
 * org.annals.importer.digest.MessageDigests}. Streaming; no state.
 */
@NullMarked
package org.annals.importer.digest;

import org.jspecify.annotations.NullMarked;
