/** Placeholder. */
@NullMarked
package org.annals.waku;

import org.jspecify.annotations.NullMarked;
