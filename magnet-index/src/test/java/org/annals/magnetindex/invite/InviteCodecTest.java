package org.annals.magnetindex.invite;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.CURVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.keys.Digest;
import org.annals.magnetindex.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InviteCodecTest {
  private static final Invite FULL =
      new Invite(
          COMMUNITY,
          Optional.of("16/32"),
          List.of(
              "/ip4/192.0.2.1/tcp/60000/p2p/16Uiu2HAm9vLkqoKcEs1oMa", "/ip6/2001:db8::1/tcp/60000"),
          Optional.of(
              new Invite.CatalogueHint(
                  InfoHash.parse("00112233445566778899aabbccddeeff00112233"), 1_793_000_000L)),
          Optional.of(Digest.sha256(new byte[] {1})));

  private static InviteReading read(String text) {
    return InviteCodec.read(text, CURVE);
  }

  private static Invite bare() {
    return new Invite(COMMUNITY, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  @Test
  void read_written_givesTheSame() {
    String text = InviteCodec.write(FULL);

    assertThat(text).startsWith("annals:join/1?c=0x02").isPrintable();
    assertThat(read(text)).isEqualTo(new InviteReading.Read(FULL));
    assertThat(read("  " + text + "\n")).isEqualTo(new InviteReading.Read(FULL));
    assertThat(read(InviteCodec.write(bare()))).isEqualTo(new InviteReading.Read(bare()));
  }

  @Test
  void write_manyAddresses_staysWithinTwoKibibytes() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      many.add("/dns4/" + "a".repeat(200) + i + ".example/tcp/60000");
    }

    String text =
        InviteCodec.write(
            new Invite(COMMUNITY, FULL.shard(), many, FULL.catalogue(), FULL.recoveryKeyHash()));

    assertThat(text.length()).isBetween(1_500, Invite.MAX_LENGTH);
    assertThat(read(text)).isInstanceOf(InviteReading.Read.class);
  }

  @Test
  void read_unknownAndReservedKeys_ignored() {
    String text = InviteCodec.write(bare()) + "&k=secret&zz=1&&=&x&%=%";

    assertThat(read(text)).isEqualTo(new InviteReading.Read(bare()));
    assertThat(InviteCodec.write(bare())).doesNotContain("k=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s=16",
        "s=a/b",
        "b=example.com",
        "b=/ip4/1.2.3.4/tcp/1%20x",
        "t=00",
        "n=-1",
        "n=99999999999999999999",
        "r=zz",
        "b=%ff%fe",
        "s=%"
      })
  void read_senselessHint_ignored(String hint) {
    assertThat(read(InviteCodec.write(bare()) + "&" + hint))
        .isEqualTo(new InviteReading.Read(bare()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "annals:join/2?c=0x",
        "annals:join/1?",
        "annals:join/1?c=0x12",
        "annals:join/1?c=0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "annals:join/1?c=0x0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "annals:join/1?c=0x02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void read_noCommunity_rejected(String text) {
    assertThat(read(text)).isInstanceOf(InviteReading.Rejected.class);
  }

  @Test
  void read_twoCommunitiesOrTooLong_rejected() {
    String one = InviteCodec.write(bare());

    assertThat(read(one + "&c=" + COMMUNITY)).isInstanceOf(InviteReading.Rejected.class);
    assertThat(read(one + "&x=" + "a".repeat(2_048))).isInstanceOf(InviteReading.Rejected.class);
  }

  @Test
  void read_noise_neverThrows() {
    Random random = new Random(3);
    String full = InviteCodec.write(FULL);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(full);
      for (int j = 0; j < 1 + random.nextInt(4); j++) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x250));
      }
      assertThat(read(text.toString())).isNotNull();
    }
  }

  @Test
  void fingerprint_form_isFixedAndDiffers() {
    String fingerprint = KeyFingerprint.of(COMMUNITY);

    assertThat(fingerprint).matches("([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}");
    assertThat(fingerprint)
        .isNotEqualTo(KeyFingerprint.of(new CommunityId(CURVE.publicKey(Samples.OTHER_KEY))));
  }
}
