/** Tests of {@code waku.peers}. */
@NullMarked
package org.annals.waku.peers;

import org.jspecify.annotations.NullMarked;
