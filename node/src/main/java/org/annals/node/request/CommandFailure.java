package org.annals.node.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A command that could not do what it was asked: what happened, why, and what to do about it. */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String reason;
  private final String remedy;

  /**
   * Says what a person needs to know.
   *
   * @param message what happened, and what it means for the user's data
   * @param reason why
   * @param remedy what to do now
   */
  public CommandFailure(ErrorCode code, String message, String reason, String remedy) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.remedy = remedy;
  }

  /** The same, keeping the exception behind it for the log. */
  public CommandFailure(
      ErrorCode code, String message, String reason, String remedy, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.reason = reason;
    this.remedy = remedy;
  }

  /** What kind of failure this is. */
  public ErrorCode code() {
    return code;
  }

  /** Why it happened. */
  public String reason() {
    return reason;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }

  /** {@code {"error":{"code","message","cause","remedy"}}}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("error")
        .put("code", code.code())
        .put("message", getMessage())
        .put("cause", reason)
        .put("remedy", remedy);
    return json;
  }

  static CommandFailure ofJson(JsonNode json) {
    JsonNode error = json.path("error");
    return new CommandFailure(
        ErrorCode.ofCode(error.path("code").asText()),
        error.path("message").asText(),
        error.path("cause").asText(),
        error.path("remedy").asText());
  }
}
