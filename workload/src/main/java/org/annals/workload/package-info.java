/** Placeholder. */
@NullMarked
package org.annals.workload;

import org.jspecify.annotations.NullMarked;
