package org.annals.archiver.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.keys.Keccak256;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.api.Test;

final class ImportedMessageTest {
  private final Secp256k1 curve = Secp256k1.fastest();
  private final PrivateKey key = PrivateKey.of(Digest.sha256(new byte[] {3}).toBytes());
  private final CommunityId community = new CommunityId(curve.publicKey(key));
  private final Attachment picture =
      new Attachment(
          Attachment.Kind.IMAGE,
          new Attachment.Stored(Digest.sha256(new byte[] {1})),
          70_000,
          "cat.png",
          "image/png",
          0,
          0);
  private final Attachment lost =
      new Attachment(
          Attachment.Kind.FILE, new Attachment.Missing(), 12, "a.zip", "application/zip", 0, 0);
  private final Attachment avatar =
      new Attachment(
          Attachment.Kind.AVATAR,
          new Attachment.Stored(Digest.sha256(new byte[] {2})),
          900,
          "me.png",
          "image/png",
          0,
          0);

  private ImportedMessage message(String text, long edited) {
    ImportMark mark =
        new ImportMark(
            ImportSource.DISCORD,
            "1060927310439657577",
            edited,
            "42",
            true,
            "ThreadCreated",
            List.of(new ImportMark.Reactions("👍", 3), new ImportMark.Reactions(":cat:", 1)),
            true);
    return new ImportedMessage(
        "1012224565567721552",
        1_673_013_843_853L,
        text,
        Optional.of("77"),
        "Ann",
        mark,
        List.of(picture, lost),
        Optional.of(avatar));
  }

  @Test
  void sign_thenAuthenticate_everythingComesBack() throws Exception {
    ImportedMessage message = message("héllo", 5);
    Envelope envelope = message.sign(curve, key);
    Authentication outcome =
        new Authenticator(community, curve)
            .signed(
                message.channel(community), envelope.statedBy(community.key()), MediaBytes.NONE);
    Authentication.Authenticated done = (Authentication.Authenticated) outcome;
    assertThat(done.id()).isEqualTo(message.id(community));
    MessageContent.Chat chat = (MessageContent.Chat) done.content();
    assertThat(chat.text()).isEqualTo("héllo");
    assertThat(chat.clock()).isEqualTo(1_673_013_843_853L);
    assertThat(chat.displayName()).isEqualTo("Ann");
    assertThat(chat.imported()).contains(message.mark());
    assertThat(chat.reply()).contains(MessageIds.imported(community, ImportSource.DISCORD, "77"));
    assertThat(chat.attachments()).containsExactly(picture, lost, avatar);
  }

  @Test
  void sign_twice_sameBytes() {
    assertThat(message("a", 0).sign(curve, key).encode())
        .isEqualTo(message("a", 0).sign(curve, key).encode());
  }

  @Test
  void id_newerText_same() {
    assertThat(message("a", 0).id(community)).isEqualTo(message("b", 9).id(community));
  }

  @Test
  void id_bytesOfTheFormat() {
    byte[] prefix = "\0annals-import1\0".getBytes(StandardCharsets.US_ASCII);
    byte[] rest = "discord\0001060927310439657577".getBytes(StandardCharsets.UTF_8);
    assertThat(message("a", 0).id(community).digest())
        .isEqualTo(Keccak256.of(prefix, community.toBytes(), rest));
  }

  @Test
  void channel_version8OfTheRule() {
    ChannelId channel = message("a", 0).channel(community);
    assertThat(channel.uuid().version()).isEqualTo(8);
    assertThat(channel.uuid().variant()).isEqualTo(2);
    byte[] hash =
        Digest.sha256(
                community.toBytes(),
                "discord\0001012224565567721552".getBytes(StandardCharsets.UTF_8))
            .toBytes();
    byte[] bytes = channel.toBytes();
    for (int i = 0; i < 16; i++) {
      if (i != 6 && i != 8) {
        assertThat(bytes[i]).isEqualTo(hash[i]);
      }
    }
  }

  @Test
  void payload_neverSplit() {
    byte[] payload = message("x".repeat(2000), 0).payload(community);
    assertThat(SplitPayload.of(MessageType.CHAT, payload).parts()).hasSize(1);
  }
}
