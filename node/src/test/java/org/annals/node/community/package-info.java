/** Tests. */
@NullMarked
package org.annals.node.community;

import org.jspecify.annotations.NullMarked;
