/** Tests of what keeps a home within its caps. */
@NullMarked
package org.annals.node.eviction;

import org.jspecify.annotations.NullMarked;
