/** Tests of the libp2p host, with hosts on loopback that others may use: {@code TestHost}. */
@NullMarked
package org.annals.waku.host;

import org.jspecify.annotations.NullMarked;
