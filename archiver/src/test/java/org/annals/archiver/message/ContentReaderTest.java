package org.annals.archiver.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;
import org.junit.jupiter.api.Test;

final class ContentReaderTest {
  private static final CommunityId COMMUNITY = StatusVectors.COMMUNITY;
  private static final ChannelId CHANNEL = new ChannelId(new UUID(1, 2));
  private static final MessageId TARGET = new MessageId(Digest.sha256(new byte[] {1}));

  private final Secp256k1 curve = Secp256k1.fastest();
  private final PublicKey author = curve.publicKey(PrivateKey.of(filled(9)));
  private final StatusPayloads payloads = new StatusPayloads(COMMUNITY);
  private final ContentReader reader = new ContentReader(COMMUNITY);

  private Map<Integer, byte[]> oneOfEach() {
    Map<Integer, byte[]> each = new HashMap<>();
    each.put(MessageType.CHAT, payloads.chat(CHANNEL, 1000).text("x").build());
    each.put(MessageType.REACTION, payloads.reaction(CHANNEL, 1000, TARGET, 5, false));
    each.put(MessageType.PIN, payloads.pin(CHANNEL, 1000, TARGET, true));
    each.put(MessageType.EDIT, payloads.edit(CHANNEL, 1000, TARGET, "x", 1));
    each.put(MessageType.DELETION, payloads.deletion(CHANNEL, 1000, TARGET, ""));
    each.put(MessageType.MEMBER_DELETION, payloads.memberDeletion(1000, author, curve));
    return each;
  }

  private byte[] one(int type) {
    return Objects.requireNonNull(oneOfEach().get(type));
  }

  @Test
  void read_relabelled_rejectedAsEveryOtherType() {
    Map<Integer, byte[]> each = oneOfEach();
    each.forEach(
        (made, payload) ->
            each.keySet()
                .forEach(
                    label ->
                        assertThat(read(label, payload) instanceof ContentOutcome.Accepted)
                            .as(made + " labelled " + label)
                            .isEqualTo(made.equals(label))));
  }

  @Test
  void read_otherType_rejected() {
    assertThat(read(25, one(1))).isInstanceOf(ContentOutcome.Rejected.class);
  }

  @Test
  void read_fieldTwiceOrUnknown_rejected() {
    oneOfEach()
        .forEach(
            (type, payload) -> {
              assertRejected(type, join(payload, hex("0801")));
              assertRejected(type, join(payload, hex("a80601")));
              assertRejected(type, join(payload, hex("c03e01")));
            });
  }

  @Test
  void read_wrongWireType_rejected() {
    assertRejected(1, join(hex("0a0101"), one(1)));
    assertRejected(1, join(one(1), hex("520161"))); // an image that is no message
  }

  @Test
  void read_twoChoices_rejected() {
    assertRejected(1, join(one(1), hex("5200" + "5a00")));
    assertThat(read(1, join(one(1), hex("5200")))).isInstanceOf(ContentOutcome.Accepted.class);
  }

  @Test
  void read_longVarint_rejected() {
    byte[] payload = one(MessageType.PIN);
    byte[] longer = join(payload, new byte[1]);
    longer[payload.length - 1] = (byte) 0x85;
    assertRejected(MessageType.PIN, longer);
  }

  @Test
  void read_otherMessageTypeOrNone_rejected() {
    byte[] pin = one(MessageType.PIN);
    byte[] none = Arrays.copyOf(pin, pin.length - 2);
    byte[] publicGroup = pin.clone();
    publicGroup[pin.length - 1] = 2;
    assertRejected(MessageType.PIN, none);
    assertRejected(MessageType.PIN, publicGroup);
  }

  @Test
  void read_channelOfOtherCommunity_rejected() {
    CommunityId other = new CommunityId(author);
    byte[] payload = new StatusPayloads(other).chat(CHANNEL, 1000).text("x").build();
    assertRejected(1, payload);
    byte[] deletion = new StatusPayloads(other).memberDeletion(1000, author, curve);
    assertRejected(85, deletion);
  }

  @Test
  void readOn_otherChannel_rejected() {
    StatedEnvelope envelope = stated(1, one(1));
    ChannelId other = new ChannelId(new UUID(1, 3));
    assertThat(reader.readOn(CHANNEL, envelope)).isInstanceOf(ContentOutcome.Accepted.class);
    assertThat(reader.readOn(other, envelope)).isInstanceOf(ContentOutcome.Rejected.class);
    assertThat(reader.readOn(other, stated(85, one(85))))
        .isInstanceOf(ContentOutcome.Accepted.class);
  }

  @Test
  void read_targetNotWellFormed_rejected() {
    for (String target :
        List.of("", "0x12", "0X" + "ab".repeat(32), "0x" + "AB".repeat(32), "ab".repeat(33))) {
      byte[] pin =
          new CanonicalWriter()
              .uint64(1, 1000)
              .string(2, target)
              .string(3, CHANNEL.chatId(COMMUNITY))
              .uint64(5, 5)
              .toByteArray();
      assertRejected(MessageType.PIN, pin);
    }
  }

  @Test
  void read_clockMissingOrHuge_rejected() {
    assertRejected(1, payloads.chat(CHANNEL, 0).text("x").build());
    assertRejected(1, payloads.chat(CHANNEL, -1).text("x").build());
  }

  @Test
  void read_memberDeletion_memberAndMessages() {
    byte[] payload =
        payloads.memberDeletion(
            1000, author, curve, List.of(new StatusPayloads.Named(TARGET, CHANNEL)));
    MessageContent.MemberDeletion content =
        (MessageContent.MemberDeletion) accepted(read(85, payload));
    assertThat(content.member()).isEqualTo(author);
    assertThat(content.deletes(TARGET, author)).isTrue();
    assertThat(content.deletes(new MessageId(Digest.sha256()), author)).isFalse();
    assertThat(content.deletes(TARGET, COMMUNITY.key())).isFalse();
  }

  @Test
  void read_bridgeMessage_textAndNameOfTheOther() {
    byte[] payload =
        payloads
            .chat(CHANNEL, 1000)
            .displayName("the bridge")
            .bridge("irc", "ann", "ann!", "hello", "7")
            .build();
    MessageContent.Chat chat = (MessageContent.Chat) accepted(read(1, payload));
    assertThat(chat.text()).isEqualTo("hello");
    assertThat(chat.displayName()).isEqualTo("ann");
    assertThat(chat.bridge()).isEqualTo("irc");
  }

  @Test
  void read_importMarkOfMember_rejected() {
    ImportMark mark =
        new ImportMark(ImportSource.DISCORD, "1", 0, "2", false, "", List.of(), false);
    ImportedMessage message =
        new ImportedMessage(
            "5", 1000, "x", Optional.empty(), "ann", mark, List.of(), Optional.empty());
    byte[] payload = message.payload(COMMUNITY);
    assertRejected(1, payload);
    StatedEnvelope own = stated(COMMUNITY.key(), 1, payload);
    assertThat(reader.read(own)).isInstanceOf(ContentOutcome.Accepted.class);
  }

  @Test
  void read_manyEmptyValues_rejectedEarly() {
    byte[] many = new byte[3 * 16_385];
    for (int i = 0; i < many.length; i += 3) {
      many[i] = (byte) 0x82;
      many[i + 1] = 1;
    }
    assertRejected(1, join(one(1), many));
    assertThat(read(1, join(one(1), Arrays.copyOf(many, 3000))))
        .isInstanceOf(ContentOutcome.Accepted.class);
  }

  @Property(tries = 500)
  void read_anyBytes_neverThrows(@ForAll byte[] bytes) {
    for (int type : new int[] {1, 22, 28, 29, 31, 85}) {
      assertThat(read(type, bytes)).isInstanceOf(ContentOutcome.Rejected.class);
    }
  }

  @Test
  void read_anyFlippedBit_neverThrows() {
    oneOfEach()
        .forEach(
            (type, payload) -> {
              for (int bit = 0; bit < payload.length * 8; bit++) {
                byte[] changed = payload.clone();
                changed[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThat(read(type, changed)).isNotNull();
              }
            });
  }

  private ContentOutcome read(int type, byte[] payload) {
    return reader.read(stated(type, payload));
  }

  private void assertRejected(int type, byte[] payload) {
    assertThat(read(type, payload)).isInstanceOf(ContentOutcome.Rejected.class);
  }

  private static MessageContent accepted(ContentOutcome outcome) {
    return ((ContentOutcome.Accepted) outcome).content();
  }

  private StatedEnvelope stated(int type, byte[] payload) {
    return stated(author, type, payload);
  }

  private static StatedEnvelope stated(PublicKey author, int type, byte[] payload) {
    return new StatedEnvelope(
        author, Signature65.of(new byte[65]), type, List.of(new PayloadPart.Inline(payload)));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
