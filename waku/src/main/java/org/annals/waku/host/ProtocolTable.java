package org.annals.waku.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Mounted protocols. Thread-safe. */
final class ProtocolTable {
  private final Map<String, StreamHandler> handlers = new ConcurrentHashMap<>();

  void put(String protocol, StreamHandler handler) {
    handlers.put(protocol, handler);
  }

  void remove(String protocol) {
    handlers.remove(protocol);
  }

  boolean has(String protocol) {
    return handlers.containsKey(protocol);
  }

  Optional<StreamHandler> handler(String protocol) {
    return Optional.ofNullable(handlers.get(protocol));
  }

  List<String> names() {
    return handlers.keySet().stream().sorted().toList();
  }
}
