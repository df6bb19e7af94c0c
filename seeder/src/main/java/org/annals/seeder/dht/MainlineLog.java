package org.annals.seeder.dht;

import lbms.plugins.mldht.kad.DHT;
import lbms.plugins.mldht.kad.DHTLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where mldht's messages go. What it calls an error is often only a stranger's bad packet. */
final class MainlineLog implements DHTLogger {
  private static final Logger log = LoggerFactory.getLogger("org.annals.seeder.dht.mldht");

  @Override
  public void log(String message, DHT.LogLevel level) {
    log.debug("{}: {}", level, message);
  }

  @Override
  public void log(Throwable error, DHT.LogLevel level) {
    log.warn("mldht: {}", level, error);
  }
}
