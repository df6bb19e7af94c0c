/** Tests of the gossip state machine: alone, under random input, and as a simulated network. */
@NullMarked
package org.annals.waku.gossipsub;

import org.jspecify.annotations.NullMarked;
