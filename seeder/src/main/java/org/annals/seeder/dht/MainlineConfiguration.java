package org.annals.seeder.dht;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.function.Predicate;
import lbms.plugins.mldht.DHTConfiguration;

/** What mldht asks for. Immutable. */
record MainlineConfiguration(MainlineSettings settings) implements DHTConfiguration {
  /** A file, so that mldht finds no directory in which it could keep its routing table. */
  private static final Path NOWHERE = Path.of("/dev/null");

  @Override
  public boolean isPersistingID() {
    return false;
  }

  @Override
  public Path getStoragePath() {
    return NOWHERE;
  }

  @Override
  public int getListeningPort() {
    return settings.port();
  }

  @Override
  public boolean noRouterBootstrap() {
    // mldht would look up its routers' names every second as long as there is no network.
    return true;
  }

  @Override
  public boolean allowMultiHoming() {
    return false;
  }

  @Override
  public Predicate<InetAddress> filterBindAddress() {
    return settings.listen()::equals;
  }
}
