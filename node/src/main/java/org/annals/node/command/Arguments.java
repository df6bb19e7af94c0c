package org.annals.node.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** A request's arguments, read with the errors that people can act on. */
final class Arguments {
  private final ObjectNode json;

  Arguments(ObjectNode json) {
    this.json = json;
  }

  Optional<String> text(String name) {
    JsonNode value = json.path(name);
    return value.isTextual() && !value.asText().isEmpty()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  String required(String name) throws CommandFailure {
    return text(name)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ErrorCode.USAGE,
                    "'" + name + "' is missing.",
                    "The request does not say it.",
                    "Give it; '--help' shows how."));
  }

  /** A list of texts, one or more. */
  List<String> texts(String name) throws CommandFailure {
    List<String> all = new ArrayList<>();
    json.path(name).forEach(each -> all.add(each.asText()));
    if (all.isEmpty()) {
      all.add(required(name));
    }
    return all;
  }

  boolean flag(String name) {
    return json.path(name).asBoolean(false);
  }

  Optional<Integer> number(String name) {
    JsonNode value = json.path(name);
    return value.isIntegralNumber() ? Optional.of(value.asInt()) : Optional.empty();
  }

  int number(String name, int otherwise, int least, int most) throws CommandFailure {
    int value = number(name).orElse(otherwise);
    if (value < least || value > most) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "'" + name + "' is " + value + ".",
          "It has to lie between " + least + " and " + most + ".",
          "Choose a number in that range.");
    }
    return value;
  }

  Optional<String> community() {
    return text("community");
  }
}
