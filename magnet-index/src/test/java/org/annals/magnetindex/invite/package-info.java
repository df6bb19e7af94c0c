/** Tests. */
@NullMarked
package org.annals.magnetindex.invite;

import org.jspecify.annotations.NullMarked;
