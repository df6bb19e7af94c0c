package org.annals.archiver.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.api.Test;

final class EnvelopeTest {
  private final byte[] good = StatusVectors.all().get(0).envelope();

  @Test
  void parse_anyFlippedBit_rejectedOrAnotherEnvelope() {
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] changed = good.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      if (Envelope.parse(changed) instanceof Envelope.Parsed parsed) {
        assertThat(parsed.envelope().encode()).isEqualTo(changed);
      }
    }
  }

  @Test
  void authenticate_anyFlippedBit_rejected() throws Exception {
    StatusVectors.Vector vector = StatusVectors.all().get(0);
    Authenticator authenticator = new Authenticator(StatusVectors.COMMUNITY, Secp256k1.fastest());
    // The type's byte is not signed; the strict rules of the other types refuse it.
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] changed = good.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      if (Envelope.parse(changed) instanceof Envelope.Parsed parsed) {
        assertThat(
                authenticator.signed(parsed.envelope().statedBy(vector.author()), MediaBytes.NONE))
            .as("bit " + bit)
            .isInstanceOf(Authentication.Rejected.class);
      }
    }
  }

  @Property(tries = 300)
  void parse_anyBytes_neverThrows(@ForAll byte[] bytes) {
    assertThat(Envelope.parse(bytes)).isInstanceOf(Envelope.Rejected.class);
  }

  @Test
  void parse_missingField_rejected() {
    Envelope envelope = ((Envelope.Parsed) Envelope.parse(good)).envelope();
    int payloadStart = 67;
    byte[] withoutSignature = Arrays.copyOfRange(good, payloadStart, good.length);
    byte[] withoutType = Arrays.copyOf(good, good.length - 2);
    byte[] onlySignature = Arrays.copyOf(good, payloadStart);
    byte[] typeZero = good.clone();
    typeZero[good.length - 1] = 0;
    assertThat(envelope.type()).isEqualTo(1);
    for (byte[] bytes :
        new byte[][] {withoutSignature, withoutType, onlySignature, typeZero, new byte[0]}) {
      assertThat(Envelope.parse(bytes)).isInstanceOf(Envelope.Rejected.class);
    }
  }

  @Test
  void parse_moreThanThreeFields_rejected() {
    for (byte[] more : new byte[][] {{0x20, 1}, {0x18, 1}, {(byte) 0xC0, 0x3E, 1}, {0}}) {
      byte[] longer = Arrays.copyOf(good, good.length + more.length);
      System.arraycopy(more, 0, longer, good.length, more.length);
      assertThat(Envelope.parse(longer)).isInstanceOf(Envelope.Rejected.class);
    }
  }

  @Test
  void parse_longVarintForType_rejected() {
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    longer[good.length - 1] = (byte) 0x81;
    assertThat(Envelope.parse(longer)).isInstanceOf(Envelope.Rejected.class);
  }

  @Test
  void parse_highS_rejected() {
    byte[] changed = good.clone();
    Arrays.fill(changed, 2 + 32, 2 + 64, (byte) 0x7F);
    assertThat(Envelope.parse(changed)).isInstanceOf(Envelope.Parsed.class);
    changed[2 + 32] = (byte) 0x80;
    assertThat(Envelope.parse(changed)).isInstanceOf(Envelope.Rejected.class);
  }
}
