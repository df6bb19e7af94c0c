/**
 * Commands as requests: the same handlers answer over the home's Unix-domain socket while a node
 * runs, and inside the command's own process when none does (DESIGN section 9). Start at {@link
 * org.annals.node.request.Command}.
 */
@NullMarked
package org.annals.node.request;

import org.jspecify.annotations.NullMarked;
