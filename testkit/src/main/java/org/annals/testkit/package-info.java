/** Fixtures that tests of every module share: time, files and peers that fail on purpose. */
@NullMarked
package org.annals.testkit;

import org.jspecify.annotations.NullMarked;
