package org.annals.waku.host;

import org.annals.waku.host.loop.EventLoop;
import org.annals.waku.host.peer.HostKey;

/** What the parts of one host share. */
record HostContext(
    HostKey key,
    HostOptions options,
    HostSurroundings surroundings,
    EventLoop loop,
    ProtocolTable protocols) {

  HostLimits limits() {
    return options.limits();
  }

  HostTimes times() {
    return options.times();
  }
}
