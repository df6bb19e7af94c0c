package org.annals.archiver.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;
import org.junit.jupiter.api.Test;

final class AuthenticatorTest {
  private static final CommunityId COMMUNITY = StatusVectors.COMMUNITY;
  private static final ChannelId CHANNEL = new ChannelId(new UUID(1, 2));
  private static final MessageId TARGET = new MessageId(Digest.sha256(new byte[] {1}));
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private final Secp256k1 curve = Secp256k1.fastest();
  private final PrivateKey key = PrivateKey.of(Digest.sha256(new byte[] {7}).toBytes());
  private final PublicKey author = curve.publicKey(key);
  private final StatusPayloads payloads = new StatusPayloads(COMMUNITY);
  private final Authenticator authenticator = new Authenticator(COMMUNITY, curve);
  private final Carried carried =
      new Carried(900, 900, Optional.empty(), "ann", 1, "", 0, List.of());

  @Test
  void signed_otherStatedAuthor_rejected() throws Exception {
    Envelope envelope = sign(payloads.chat(CHANNEL, 1000).text("x").build(), 1);
    assertThat(authenticator.signed(envelope.statedBy(author), MediaBytes.NONE))
        .isInstanceOf(Authentication.Authenticated.class);
    assertThat(authenticator.signed(envelope.statedBy(COMMUNITY.key()), MediaBytes.NONE))
        .isEqualTo(new Authentication.Rejected("signature is not the author's"));
  }

  @Test
  void signed_authorNotOnCurve_rejected() throws Exception {
    byte[] noPoint = new byte[33];
    noPoint[0] = 2;
    noPoint[32] = 5;
    Envelope envelope = sign(payloads.chat(CHANNEL, 1000).text("x").build(), 1);
    assertThat(authenticator.signed(envelope.statedBy(PublicKey.of(noPoint)), MediaBytes.NONE))
        .isEqualTo(new Authentication.Rejected("author is not on the curve"));
  }

  @Test
  void signed_highS_rejected() throws Exception {
    Envelope envelope = sign(payloads.chat(CHANNEL, 1000).text("x").build(), 1);
    byte[] bytes = envelope.signature().toBytes();
    byte[] s = new byte[32];
    System.arraycopy(bytes, 32, s, 0, 32);
    byte[] high = N.subtract(new BigInteger(1, s)).toByteArray();
    System.arraycopy(high, high.length - 32, bytes, 32, 32);
    bytes[64] ^= 1;
    Envelope other = new Envelope(Signature65.of(bytes), envelope.payload(), 1);
    assertThat(authenticator.signed(other.statedBy(author), MediaBytes.NONE))
        .isInstanceOf(Authentication.Rejected.class);
    assertThat(Envelope.parse(other.encode())).isInstanceOf(Envelope.Rejected.class);
  }

  @Test
  void edited_ownEdit_originalsId() throws Exception {
    Envelope edit = sign(payloads.edit(CHANNEL, 1000, TARGET, "new", 1), MessageType.EDIT);
    ArchiveRecord.Edited record = new ArchiveRecord.Edited(TARGET, edit.statedBy(author), carried);
    Authentication outcome = authenticator.edited(CHANNEL, record);
    assertThat(((Authentication.Authenticated) outcome).id()).isEqualTo(TARGET);
  }

  @Test
  void edited_otherTargetTypeOrOrder_rejected() throws Exception {
    MessageId other = new MessageId(Digest.sha256(new byte[] {2}));
    Envelope edit = sign(payloads.edit(CHANNEL, 1000, other, "new", 1), MessageType.EDIT);
    Envelope pin = sign(payloads.pin(CHANNEL, 1000, TARGET, true), MessageType.PIN);
    Envelope early = sign(payloads.edit(CHANNEL, 900, TARGET, "new", 1), MessageType.EDIT);
    for (Envelope envelope : List.of(edit, pin, early)) {
      ArchiveRecord.Edited record =
          new ArchiveRecord.Edited(TARGET, envelope.statedBy(author), carried);
      assertThat(authenticator.edited(CHANNEL, record)).isInstanceOf(Authentication.Rejected.class);
    }
  }

  @Test
  void tombstoneFault_deletionOfTarget_none() throws Exception {
    Envelope deletion = sign(payloads.deletion(CHANNEL, 1000, TARGET, ""), MessageType.DELETION);
    assertThat(authenticator.tombstoneFault(tombstone(TARGET, Optional.of(deletion)))).isEmpty();
    assertThat(authenticator.tombstoneFault(tombstone(TARGET, Optional.empty()))).isEmpty();
    Envelope ban = sign(payloads.memberDeletion(1000, author, curve), MessageType.MEMBER_DELETION);
    assertThat(authenticator.tombstoneFault(tombstone(TARGET, Optional.of(ban)))).isEmpty();
  }

  @Test
  void tombstoneFault_otherTargetOrSignature_named() throws Exception {
    MessageId other = new MessageId(Digest.sha256(new byte[] {2}));
    Envelope deletion = sign(payloads.deletion(CHANNEL, 1000, other, ""), MessageType.DELETION);
    assertThat(authenticator.tombstoneFault(tombstone(TARGET, Optional.of(deletion))))
        .contains("deletion of another message");
    Envelope edit = sign(payloads.edit(CHANNEL, 1000, TARGET, "x", 1), MessageType.EDIT);
    assertThat(authenticator.tombstoneFault(tombstone(TARGET, Optional.of(edit)))).isPresent();
  }

  private ArchiveRecord.Tombstone tombstone(MessageId target, Optional<Envelope> deletion) {
    return new ArchiveRecord.Tombstone(
        target, CHANNEL, 1000, TombstoneReason.AUTHOR, deletion.map(e -> e.statedBy(author)));
  }

  private Envelope sign(byte[] payload, int type) {
    return Envelope.sign(curve, key, payload, type);
  }
}
