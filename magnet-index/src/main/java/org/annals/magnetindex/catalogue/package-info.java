/**
 * The catalogue: a community's signed list of all chunks and channels and its owner's policy
 * (FORMAT section 5). Start at {@link org.annals.magnetindex.catalogue.Catalogue} for the values
 * and at {@link org.annals.magnetindex.catalogue.CatalogueFile} for the bytes.
 *
 * <p>All types are immutable; functions are pure and thread-safe.
 */
@NullMarked
package org.annals.magnetindex.catalogue;

import org.jspecify.annotations.NullMarked;
