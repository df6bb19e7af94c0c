/**
 * Where everything lies on disk (DESIGN section 8) and who holds it. Start at {@link
 * org.annals.node.home.Home}.
 */
@NullMarked
package org.annals.node.home;

import org.jspecify.annotations.NullMarked;
