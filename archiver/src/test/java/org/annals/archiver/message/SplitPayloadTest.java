package org.annals.archiver.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.junit.jupiter.api.Test;

final class SplitPayloadTest {
  private static final CommunityId COMMUNITY = StatusVectors.COMMUNITY;
  private static final ChannelId CHANNEL = new ChannelId(new UUID(1, 2));

  private final Secp256k1 curve = Secp256k1.fastest();
  private final PrivateKey key = PrivateKey.of(Digest.sha256(new byte[] {7}).toBytes());
  private final StatusPayloads payloads = new StatusPayloads(COMMUNITY);

  @Property(tries = 60)
  void joined_always_thePayload(@ForAll @IntRange(min = 0, max = 3000) int size) throws Exception {
    byte[] payload = image(size);
    SplitPayload split = SplitPayload.of(MessageType.CHAT, payload);
    assertThat(join(split, payload)).isEqualTo(payload);
    assertThat(split.media()).hasSize(size >= 512 ? 1 : 0);
    assertThat(split.parts()).noneMatch(part -> part.length() == 0);
  }

  @Test
  void of_511Bytes_inline_512_media() {
    assertThat(SplitPayload.of(1, image(511)).parts()).hasSize(1);
    assertThat(SplitPayload.of(1, image(512)).parts()).hasSize(3);
  }

  @Test
  void of_brokenRule_onePart() {
    byte[] payload = image(600);
    for (int[] more : new int[][] {{0x08, 1}, {0xA8, 0x06, 1}, {0x98, 0x01, 0x80, 0}, {0x52, 0}}) {
      byte[] broken = Arrays.copyOf(payload, payload.length + more.length);
      for (int i = 0; i < more.length; i++) {
        broken[payload.length + i] = (byte) more[i];
      }
      assertThat(SplitPayload.of(MessageType.CHAT, broken).parts()).hasSize(1);
    }
    assertThat(SplitPayload.of(MessageType.EDIT, payload).parts()).hasSize(1);
  }

  @Test
  void of_fieldsInAnyOrder_split() {
    byte[] payload = image(600);
    byte[] descending = new byte[payload.length];
    int head = 1 + varintLength(payload, 1);
    System.arraycopy(payload, head, descending, 0, payload.length - head);
    System.arraycopy(payload, 0, descending, payload.length - head, head);
    assertThat(SplitPayload.of(MessageType.CHAT, descending).media()).hasSize(1);
  }

  @Test
  void of_twoFiles_bothCutInOrder() throws Exception {
    List<ChatMessageBuilder.DiscordFile> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] bytes = random(700 + i);
      files.add(new ChatMessageBuilder.DiscordFile("1", "2", "u", i + ".png", "image/png", bytes));
    }
    byte[] payload = payloads.chat(CHANNEL, 5).discord("9", "text", "ann", files).build();
    SplitPayload split = SplitPayload.of(1, payload);
    assertThat(split.media())
        .extracting(piece -> piece.media().size())
        .containsExactly(700L, 701L, 702L);
    assertThat(split.parts()).hasSize(6);
    assertThat(join(split, payload)).isEqualTo(payload);
    MessageContent.Chat chat = content(split.parts());
    assertThat(chat.attachments())
        .extracting(Attachment::name)
        .containsExactly("0.png", "1.png", "2.png");
    assertThat(chat.bridge()).isEqualTo("discord");
  }

  @Test
  void read_parts_sameContentAsWholePayload() {
    byte[] payload = image(2000);
    MessageContent.Chat whole = content(List.of(new PayloadPart.Inline(payload)));
    MessageContent.Chat parts = content(SplitPayload.of(1, payload).parts());
    assertThat(parts.attachments().get(0).reference())
        .isEqualTo(whole.attachments().get(0).reference());
    assertThat(parts.attachments().get(0).place()).isInstanceOf(Attachment.Stored.class);
    assertThat(whole.attachments().get(0).place()).isInstanceOf(Attachment.Inline.class);
    assertThat(parts.text()).isEqualTo(whole.text());
    assertThat(parts.carried()).isEqualTo(whole.carried());
    assertThat(parts.attachments().get(0).mediaType()).isEqualTo("image/jpeg");
    assertThat(parts.albumId()).isEqualTo("album");
  }

  @Test
  void read_mediumAtAnotherPlace_rejected() {
    byte[] payload = image(2000);
    SplitPayload split = SplitPayload.of(1, payload);
    MediaRef media = split.media().get(0).media();
    MediaRef shorter = new MediaRef(media.digest(), media.size() - 1, "", "");
    List<PayloadPart> wrongSize = new ArrayList<>(split.parts());
    wrongSize.set(1, new PayloadPart.Media(shorter));
    List<PayloadPart> twice = new ArrayList<>(split.parts());
    twice.add(1, new PayloadPart.Media(media));
    List<PayloadPart> atEnd = new ArrayList<>(split.parts());
    atEnd.add(new PayloadPart.Media(media));
    List<PayloadPart> swapped = List.of(split.parts().get(1), split.parts().get(0));
    for (List<PayloadPart> parts : List.of(wrongSize, twice, atEnd, swapped)) {
      assertThat(outcome(parts)).isInstanceOf(ContentOutcome.Rejected.class);
    }
  }

  @Test
  void authenticate_partsWithStreamedMedia_sameIdAsWhole() throws Exception {
    byte[] payload = image(5000);
    Envelope envelope = Envelope.sign(curve, key, payload, MessageType.CHAT);
    PublicKey author = curve.publicKey(key);
    Map<Digest, byte[]> store = new HashMap<>();
    SplitPayload.of(1, payload)
        .media()
        .forEach(piece -> store.put(piece.media().digest(), piece.copyFrom(payload)));
    MediaBytes media =
        (ref, out) -> {
          byte[] bytes = store.get(ref.digest());
          if (bytes == null) {
            return false;
          }
          for (int i = 0; i < bytes.length; i += 100) {
            out.write(bytes, i, Math.min(100, bytes.length - i));
          }
          return true;
        };
    Authenticator authenticator = new Authenticator(COMMUNITY, curve);
    Authentication outcome = authenticator.signed(envelope.statedBy(author), media);
    assertThat(outcome).isInstanceOf(Authentication.Authenticated.class);
    assertThat(((Authentication.Authenticated) outcome).id())
        .isEqualTo(authenticator.nativeId(author, envelope).orElseThrow());
    assertThat(envelope.statedBy(author).join(media).orElseThrow().encode())
        .isEqualTo(envelope.encode());
    assertThat(envelope.statedBy(author).join(MediaBytes.NONE)).isEmpty();
    assertThat(authenticator.signed(envelope.statedBy(author), MediaBytes.NONE))
        .isEqualTo(new Authentication.Rejected("media are not there"));
    store.values().iterator().next()[17] ^= 1;
    assertThat(authenticator.signed(envelope.statedBy(author), media))
        .isInstanceOf(Authentication.Rejected.class);
  }

  private byte[] image(int size) {
    return payloads
        .chat(CHANNEL, 300)
        .text("look")
        .displayName("ann")
        .image(new ChatMessageBuilder.Image(random(size), 2, "album", 640, 480, 2))
        .build();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(SplitPayload split, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int media = 0;
    for (PayloadPart part : split.parts()) {
      if (part instanceof PayloadPart.Inline inline) {
        out.writeBytes(inline.bytes());
      } else {
        byte[] bytes = split.media().get(media++).copyFrom(payload);
        assertThat(Digest.sha256(bytes)).isEqualTo(((PayloadPart.Media) part).media().digest());
        out.writeBytes(bytes);
      }
    }
    return out.toByteArray();
  }

  private ContentOutcome outcome(List<PayloadPart> parts) {
    PublicKey author = curve.publicKey(key);
    Envelope any = Envelope.sign(curve, key, new byte[] {1}, 1);
    return new ContentReader(COMMUNITY)
        .read(new StatedEnvelope(author, any.signature(), MessageType.CHAT, parts));
  }

  private MessageContent.Chat content(List<PayloadPart> parts) {
    return (MessageContent.Chat) ((ContentOutcome.Accepted) outcome(parts)).content();
  }

  private static int varintLength(byte[] bytes, int from) {
    int length = 1;
    while (bytes[from + length - 1] < 0) {
      length++;
    }
    return length;
  }
}
