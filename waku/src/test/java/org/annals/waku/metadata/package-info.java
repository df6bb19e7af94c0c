/** Tests of {@code waku.metadata}. */
@NullMarked
package org.annals.waku.metadata;

import org.jspecify.annotations.NullMarked;
