package org.annals.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.node.community.Community;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner switches the serving of a history off and on again, for everybody. */
final class ServingSwitchTest {
  private static final Duration A_MINUTE = Duration.ofSeconds(60);

  @TempDir private Path root;
  private Simulation simulation;
  private SimulatedNode owner;
  private SimulatedNode member;
  private String invite;

  @BeforeEach
  void ownerAndMemberHoldThreeWeeks() throws Exception {
    simulation = new Simulation(root);
    owner = simulation.node("owner");
    owner.ask("community.create", "name", "Pines");
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("export.json"), 3));
    simulation.pass(Duration.ofSeconds(2));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_MINUTE);
    invite = owner.ask("invite").path("invite").asText();
    member = simulation.node("member");
    member.join(invite);
    simulation.pass(A_MINUTE);
  }

  @AfterEach
  void stop() throws Exception {
    simulation.stopAll();
  }

  private void serving(String value) throws Exception {
    assertThat(owner.ask("community.policy", "serving", value).path("changed").asBoolean())
        .isTrue();
  }

  private static boolean serves(SimulatedNode node) throws Exception {
    return node.community().chunks().all().stream()
        .allMatch(
            entry ->
                node.network()
                    .transport()
                    .status(entry.infoHash())
                    .filter(status -> status.seeding())
                    .isPresent());
  }

  private static boolean isSilent(SimulatedNode node) {
    return node.network().transport().statuses().isEmpty();
  }

  private static byte[] newest(SimulatedNode node) throws Exception {
    return node.community().head().view().newest().map(SignedAnnouncement::bytes).orElseThrow();
  }

  private static void refusesToEnable(SimulatedNode node) {
    assertThatThrownBy(() -> node.ask("community.enable"))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REFUSED);
              assertThat(e.reason()).contains("owner").contains("off");
            });
  }

  @Test
  void off_everybodyStopsWithinAMinute_andNothingIsDeleted() throws Exception {
    assertThat(serves(member)).isTrue();
    serving("off");
    simulation.pass(A_MINUTE);
    assertThat(isSilent(member)).isTrue();
    assertThat(isSilent(owner)).isTrue();
    assertThat(member.messages()).isEqualTo(3);
    Community community = member.community();
    assertThat(community.chunks().all())
        .hasSize(3)
        .allMatch(entry -> community.chunks().file(entry.chunk()).toFile().exists());
  }

  @Test
  void off_memberCannotSwitchOn() throws Exception {
    serving("off");
    simulation.pass(A_MINUTE);
    refusesToEnable(member);
    assertThat(member.ask("community.show").path("serving").asBoolean()).isFalse();
    assertThat(member.ask("community.list").path("communities").path(0).path("enabled").asBoolean())
        .as("its own switch stays as it was")
        .isTrue();
  }

  @Test
  void off_newcomerHearsItAndFetchesNothing() throws Exception {
    serving("off");
    simulation.stop(owner);
    SimulatedNode newcomer = simulation.node("newcomer");
    newcomer.join(invite);
    simulation.pass(A_MINUTE);
    assertThat(newcomer.community().head().view().serving()).isFalse();
    assertThat(newcomer.community().chunks().all()).isEmpty();
    assertThat(isSilent(newcomer)).isTrue();
  }

  @Test
  void off_neighboursAreAnsweredWithTheOffAnnouncementOnly() throws Exception {
    serving("off");
    simulation.pass(A_MINUTE);
    byte[] off = newest(owner);
    List<NeighbourExchange.Answer> answers = new ArrayList<>();
    simulation
        .neighbours()
        .join()
        .ask(
            new NeighbourExchange.Question(
                member.community().id(), List.of(member.community().chunks().all().get(0).chunk())),
            (InetAddress from, NeighbourExchange.Answer answer) -> answers.add(answer));
    simulation.pass(Duration.ofSeconds(1));
    assertThat(answers)
        .hasSize(2)
        .allSatisfy(
            answer -> {
              assertThat(answer.torrentPort()).isZero();
              assertThat(answer.peers()).isEmpty();
              assertThat(answer.newestAnnouncement()).hasValue(off);
            });
  }

  @Test
  void off_exactlyThatAnnouncementIsRepeated_byTheOwnerAndByMembers() throws Exception {
    serving("off");
    simulation.pass(A_MINUTE);
    byte[] off = newest(owner);
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 6));
    List<byte[]> heard = new ArrayList<>();
    simulation.topics().join().subscribe(owner.community().id(), (bytes, at) -> heard.add(bytes));
    simulation.leap(Duration.ofHours(13));
    assertThat(heard).isNotEmpty().allMatch(each -> java.util.Arrays.equals(each, off));
    simulation.stop(owner);
    heard.clear();
    simulation.leap(Duration.ofHours(13));
    assertThat(heard).isNotEmpty().allMatch(each -> java.util.Arrays.equals(each, off));
  }

  @Test
  void off_survivesTheRestartOfBoth() throws Exception {
    serving("off");
    simulation.pass(A_MINUTE);
    byte[] off = newest(owner);
    simulation.stop(owner);
    simulation.stop(member);
    member = simulation.node("member");
    simulation.pass(A_MINUTE);
    assertThat(isSilent(member)).isTrue();
    refusesToEnable(member);
    owner = simulation.node("owner");
    simulation.pass(A_MINUTE);
    assertThat(isSilent(owner)).isTrue();
    assertThat(newest(owner)).isEqualTo(off);
  }

  @Test
  void switchedOffWhileAMemberWasAway_itDoesNotServeBeforeItHasListened() throws Exception {
    simulation.stop(member);
    serving("off");
    member = simulation.node("member");
    for (int i = 0; i < 120; i++) {
      simulation.pass(Duration.ofMillis(100));
      assertThat(isSilent(member)).isTrue();
    }
    assertThat(member.community().head().view().serving()).isFalse();
  }

  @Test
  void onAgain_membersThatHadItOnGoOnByThemselves() throws Exception {
    serving("off");
    simulation.pass(A_MINUTE);
    serving("on");
    simulation.pass(A_MINUTE);
    assertThat(serves(owner)).isTrue();
    assertThat(serves(member)).isTrue();
    owner.ask("import.discord", "path", Exports.weeks(root.resolve("more.json"), 4, 5));
    simulation.leap(Duration.ofMinutes(11));
    simulation.pass(A_MINUTE);
    assertThat(member.messages()).isEqualTo(5);
  }

  @Test
  void onAgain_memberWhoSwitchedItOffHimselfMeanwhile_staysOffAndMaySwitchItOn() throws Exception {
    serving("off");
    simulation.pass(A_MINUTE);
    member.ask("community.disable");
    simulation.pass(A_MINUTE);
    refusesToEnable(member);
    serving("on");
    simulation.pass(A_MINUTE);
    assertThat(isSilent(member)).isTrue();
    member.ask("community.enable");
    simulation.pass(A_MINUTE);
    assertThat(serves(member)).isTrue();
  }

  @Test
  void replayedAndForgedOnAnnouncements_areIgnored() throws Exception {
    byte[] on = newest(owner);
    serving("off");
    simulation.pass(A_MINUTE);
    byte[] forged = newest(owner);
    forged[forged.length - 10] ^= 1;
    var stranger = simulation.topics().join();
    for (byte[] each : List.of(on, forged)) {
      stranger.publish(owner.community().id(), each);
      simulation.pass(A_MINUTE);
      assertThat(member.community().head().view().serving()).isFalse();
      assertThat(isSilent(member)).isTrue();
    }
    assertThat(member.community().head().hear(on)).isInstanceOf(HeadOutcome.Ignored.class);
    assertThat(member.community().head().hear(forged)).isInstanceOf(HeadOutcome.Rejected.class);
  }

  @Test
  void off_packingWaits() throws Exception {
    serving("off");
    assertThatThrownBy(() -> owner.ask("pack", "now", true))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
  }

  @Test
  void policy_onAMembersHome_isRefused() {
    assertThatThrownBy(() -> member.ask("community.policy", "serving", "off"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REFUSED));
  }
}
