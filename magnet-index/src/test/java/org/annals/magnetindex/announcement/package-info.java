/** Tests. */
@NullMarked
package org.annals.magnetindex.announcement;

import org.jspecify.annotations.NullMarked;
