package org.annals.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ThreadLocalRandom;

/** The module graph of ARCHITECTURE.md and the statics that nobody but node and cli may touch. */
@AnalyzeClasses(packages = "org.annals", importOptions = ArchitectureTest.NoTests.class)
final class ArchitectureTest {

  /** Neither test classes nor the jars in which modules share their test fixtures. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return Predefined.DO_NOT_INCLUDE_TESTS.includes(location)
          && !location.contains("-tests.jar")
          && !location.contains("/testkit/")
          && !location.contains("annals-testkit");
    }
  }

  /** Static methods that fetch time, chance or the machine's habits from nowhere. */
  private static final Map<Class<?>, Set<String>> BANNED =
      Map.of(
          System.class, Set.of("currentTimeMillis", "nanoTime", "getenv"),
          Thread.class, Set.of("sleep"),
          Instant.class, Set.of("now"),
          LocalDate.class, Set.of("now"),
          LocalDateTime.class, Set.of("now"),
          ZonedDateTime.class, Set.of("now"),
          Clock.class, Set.of("systemUTC", "systemDefaultZone"),
          ZoneId.class, Set.of("systemDefault"),
          TimeZone.class, Set.of("getDefault", "setDefault"),
          Locale.class, Set.of("getDefault", "setDefault"));

  private static final List<String> CHANCE =
      List.of(Random.class.getName(), ThreadLocalRandom.class.getName());

  private static final DescribedPredicate<JavaCall<?>> A_BANNED_STATIC =
      new DescribedPredicate<>("a banned static") {
        @Override
        public boolean test(JavaCall<?> call) {
          JavaClass owner = call.getTargetOwner();
          if (CHANCE.contains(owner.getName())) {
            return (call.getName().equals("<init>")
                    && call.getTarget().getParameterTypes().isEmpty())
                || call.getName().equals("current");
          }
          if (owner.isEquivalentTo(Math.class)) {
            return call.getName().equals("random");
          }
          return BANNED.entrySet().stream()
              .anyMatch(
                  each ->
                      owner.isEquivalentTo(each.getKey())
                          && each.getValue().contains(call.getName()));
        }
      };

  private static final DescribedPredicate<JavaCall<?>> THE_DEFAULT_CHARSET =
      new DescribedPredicate<>("a call that uses the default charset or locale") {
        @Override
        public boolean test(JavaCall<?> call) {
          JavaClass owner = call.getTargetOwner();
          List<String> parameters =
              call.getTarget().getRawParameterTypes().stream().map(JavaClass::getName).toList();
          if (owner.isEquivalentTo(String.class)) {
            return switch (call.getName()) {
              case "getBytes", "toLowerCase", "toUpperCase" -> parameters.isEmpty();
              case "<init>" -> parameters.equals(List.of(byte[].class.getName()));
              case "format" -> !parameters.contains(Locale.class.getName());
              default -> false;
            };
          }
          return owner.isEquivalentTo(java.io.FileReader.class)
              || owner.isEquivalentTo(java.io.FileWriter.class);
        }
      };

  @ArchTest
  static final ArchRule modules_dependDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("keys")
          .definedBy("org.annals.keys..")
          .layer("quota")
          .definedBy("org.annals.quota..")
          .layer("archiver")
          .definedBy("org.annals.archiver..")
          .layer("magnet-index")
          .definedBy("org.annals.magnetindex..")
          .layer("seeder")
          .definedBy("org.annals.seeder..")
          .layer("importer")
          .definedBy("org.annals.importer..")
          .layer("waku")
          .definedBy("org.annals.waku..")
          .layer("workload")
          .definedBy("org.annals.workload..")
          .layer("node")
          .definedBy("org.annals.node..")
          .layer("cli")
          .definedBy("org.annals.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("node")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("workload")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("waku")
          .mayOnlyBeAccessedByLayers("node", "cli")
          .whereLayer("importer")
          .mayOnlyBeAccessedByLayers("node", "cli")
          .whereLayer("seeder")
          .mayOnlyBeAccessedByLayers("node", "cli")
          .whereLayer("magnet-index")
          .mayOnlyBeAccessedByLayers("seeder", "waku", "node", "cli")
          .whereLayer("archiver")
          .mayOnlyBeAccessedByLayers(
              "magnet-index", "seeder", "importer", "waku", "workload", "node", "cli");

  @ArchTest
  static final ArchRule bt_isUsedByTheBitTorrentTransportOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.annals.seeder.bittorrent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("bt..", "com.google.inject..");

  @ArchTest
  static final ArchRule timeAndChance_arePassedIn =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.annals.node..", "org.annals.cli..", "org.annals.bench..")
          .should()
          .callMethodWhere(asMethodCall(A_BANNED_STATIC))
          .orShould()
          .callConstructorWhere(asConstructorCall(A_BANNED_STATIC));

  @ArchTest
  static final ArchRule charsetAndLocale_areNamed =
      noClasses()
          .should()
          .callMethodWhere(asMethodCall(THE_DEFAULT_CHARSET))
          .orShould()
          .callConstructorWhere(asConstructorCall(THE_DEFAULT_CHARSET));

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaMethodCall> asMethodCall(
      DescribedPredicate<JavaCall<?>> rule) {
    return DescribedPredicate.describe(rule.getDescription(), rule);
  }

  private static DescribedPredicate<com.tngtech.archunit.core.domain.JavaConstructorCall>
      asConstructorCall(DescribedPredicate<JavaCall<?>> rule) {
    return DescribedPredicate.describe(rule.getDescription(), rule);
  }
}
