/** Placeholder. */
@NullMarked
package org.annals.cli;

import org.jspecify.annotations.NullMarked;
