package org.annals.node.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {

  @Test
  void codes_areUnique() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void code_hasTheFormThatPeopleLookUp(ErrorCode code) {
    assertThat(code.code()).matches("ANN-[A-Z][0-9]{3}");
    assertThat(code.exit()).isBetween(1, 130);
  }

  @ParameterizedTest
  @EnumSource
  void failure_throughJson_isTheSame(ErrorCode code) {
    CommandFailure failure =
        CommandFailure.ofJson(new CommandFailure(code, "what", "why", "do").toJson());
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).isEqualTo("what");
    assertThat(failure.reason()).isEqualTo("why");
    assertThat(failure.remedy()).isEqualTo("do");
  }

  @Test
  void ofCode_unknown_isUnexpected() {
    assertThat(ErrorCode.ofCode("ANN-X999")).isEqualTo(ErrorCode.UNEXPECTED);
  }
}
