/** Micro measurements: JMH, and zstd levels on real sections. */
@NullMarked
package org.annals.bench.micro;

import org.jspecify.annotations.NullMarked;
