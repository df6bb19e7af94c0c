/** Import into the message database. Starts with {@link org.annals.bench.database.ImportBench}. */
@NullMarked
package org.annals.bench.database;

import org.jspecify.annotations.NullMarked;
