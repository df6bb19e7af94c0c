/** Tests. */
@NullMarked
package org.annals.magnetindex.owner;

import org.jspecify.annotations.NullMarked;
