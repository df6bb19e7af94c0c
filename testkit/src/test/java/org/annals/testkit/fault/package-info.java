/** Tests of the file system that fails. */
@NullMarked
package org.annals.testkit.fault;

import org.jspecify.annotations.NullMarked;
