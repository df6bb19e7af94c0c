package org.annals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.annals.archiver.planted.Plant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of {@link ArchitectureTest} breaks the build when it is broken. */
final class ArchitectureGateTest {

  static Stream<Arguments> plants() {
    return Stream.of(
        Arguments.of(Plant.ReadsTheClock.class, ArchitectureTest.timeAndChance_arePassedIn),
        Arguments.of(Plant.RollsDice.class, ArchitectureTest.timeAndChance_arePassedIn),
        Arguments.of(Plant.Formats.class, ArchitectureTest.charsetAndLocale_areNamed),
        Arguments.of(Plant.Encodes.class, ArchitectureTest.charsetAndLocale_areNamed),
        Arguments.of(Plant.KnowsTheNode.class, ArchitectureTest.modules_dependDownwards));
  }

  @ParameterizedTest
  @MethodSource("plants")
  void rule_plantedViolation_isFound(Class<?> plant, ArchRule rule) {
    JavaClasses classes =
        new ClassFileImporter().importClasses(plant, org.annals.node.Version.class);
    assertThat(rule.allowEmptyShould(true).evaluate(classes).hasViolation()).isTrue();
  }
}
