/** Generated communities as input. Starts with {@link org.annals.bench.history.HistoryFiles}. */
@NullMarked
package org.annals.bench.history;

import org.jspecify.annotations.NullMarked;
