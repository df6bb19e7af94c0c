/** Tests of the fixtures. */
@NullMarked
package org.annals.testkit;

import org.jspecify.annotations.NullMarked;
