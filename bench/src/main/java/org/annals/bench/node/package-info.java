/**
 * Whole nodes, started as people start them. Begin with {@link org.annals.bench.node.Annals}, which
 * runs commands and nodes as processes.
 */
@NullMarked
package org.annals.bench.node;

import org.jspecify.annotations.NullMarked;
