/**
 * Invites: the text by which one person shows a community to another (FORMAT section 7). Start at
 * {@link org.annals.magnetindex.invite.Invite}.
 *
 * <p>All types are immutable.
 */
@NullMarked
package org.annals.magnetindex.invite;

import org.jspecify.annotations.NullMarked;
