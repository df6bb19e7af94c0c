/** Contract suite of durable heads, and the rules of acceptance as tests. */
@NullMarked
package org.annals.magnetindex.head;

import org.jspecify.annotations.NullMarked;
