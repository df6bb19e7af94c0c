/**
 * What the owner of a community may publish and when: the rule at start, the next catalogue (FORMAT
 * section 5). Start at {@link org.annals.magnetindex.owner.OwnerStart}.
 *
 * <p>States are immutable; functions of clock and randomness, no threads.
 */
@NullMarked
package org.annals.magnetindex.owner;

import org.jspecify.annotations.NullMarked;
