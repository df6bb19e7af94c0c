/** Packing of a whole journal. Starts with {@link org.annals.bench.pack.PackBench}. */
@NullMarked
package org.annals.bench.pack;

import org.jspecify.annotations.NullMarked;
