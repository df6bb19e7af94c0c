/**
 * Which catalogue counts: acceptance, refresh, equivocation, removal, and the durable state behind
 * them (FORMAT section 5). Start at {@link org.annals.magnetindex.head.CatalogueHead}.
 *
 * <p>States and outcomes are immutable; a head is thread-safe, its changes happen one at a time.
 */
@NullMarked
package org.annals.magnetindex.head;

import org.jspecify.annotations.NullMarked;
