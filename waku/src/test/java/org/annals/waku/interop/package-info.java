/**
 * Against a real js-libp2p peer, driven over its standard streams. Start at {@link
 * org.annals.waku.interop.JsPeer}. Needs Node 20 and npm; without them these tests are skipped, or
 * fail where {@code CI=true}.
 */
@NullMarked
package org.annals.waku.interop;

import org.jspecify.annotations.NullMarked;
