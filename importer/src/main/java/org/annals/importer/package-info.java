/** Placeholder. */
@NullMarked
package org.annals.importer;

import org.jspecify.annotations.NullMarked;
