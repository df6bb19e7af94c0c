/** Placeholder. */
@NullMarked
package org.annals.bench;

import org.jspecify.annotations.NullMarked;
