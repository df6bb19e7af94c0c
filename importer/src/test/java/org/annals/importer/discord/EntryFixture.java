package org.annals.importer.discord;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Builds one entry of an export, member by member, each as JSON text. */
final class EntryFixture {
  private final Map<String, String> members = new LinkedHashMap<>();

  EntryFixture with(String name, String json) {
    members.put(name, json);
    return this;
  }

  String entry() {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
