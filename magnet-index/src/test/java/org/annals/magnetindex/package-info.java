/** Contract suites of the ports, and their in-memory implementations. */
@NullMarked
package org.annals.magnetindex;

import org.jspecify.annotations.NullMarked;
