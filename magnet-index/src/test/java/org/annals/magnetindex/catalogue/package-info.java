/** The catalogue's bytes: golden vectors, properties, hostile files. */
@NullMarked
package org.annals.magnetindex.catalogue;

import org.jspecify.annotations.NullMarked;
