/** Tests of {@code waku.relay}. */
@NullMarked
package org.annals.waku.relay;

import org.jspecify.annotations.NullMarked;
