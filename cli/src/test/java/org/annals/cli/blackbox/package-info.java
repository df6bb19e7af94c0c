/** Tests of the built jar in processes of its own, used as a stranger would use it. */
@NullMarked
package org.annals.cli.blackbox;

import org.jspecify.annotations.NullMarked;
