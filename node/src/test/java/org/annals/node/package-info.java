/** Tests. */
@NullMarked
package org.annals.node;

import org.jspecify.annotations.NullMarked;
