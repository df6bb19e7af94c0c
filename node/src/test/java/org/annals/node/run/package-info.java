/** Tests. */
@NullMarked
package org.annals.node.run;

import org.jspecify.annotations.NullMarked;
