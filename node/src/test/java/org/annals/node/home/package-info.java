/** Tests. */
@NullMarked
package org.annals.node.home;

import org.jspecify.annotations.NullMarked;
