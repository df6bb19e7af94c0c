package org.annals.waku.host.noise;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.peer.HostKey;
import org.jspecify.annotations.Nullable;

/**
 * One side of the three handshake messages of XX. The initiator begins with {@link #first}; then
 * each side feeds {@link #next} with what comes and sends what it gives, until {@link #session} is
 * there.
 */
public final class NoiseHandshake {
  /** Longest handshake message that can be honest. */
  public static final int MAX_MESSAGE =
      HandshakePayload.MAX_BYTES + 2 * X25519.LENGTH + 2 * CipherState.TAG;

  private static final byte[] EMPTY = {};

  private final boolean initiator;
  private final HostKey identity;
  private final Secp256k1 curve;
  private final List<String> muxers;
  private final SymmetricState symmetric = new SymmetricState();
  private final X25519 own;
  private final X25519 ephemeral;
  private byte[] remoteEphemeral = EMPTY;
  private int messages;
  private @Nullable NoiseSession session;

  /**
   * Begins on one side.
   *
   * @param muxers what this side speaks, best first; empty leaves the choice for later
   */
  public NoiseHandshake(
      boolean initiator,
      HostKey identity,
      Secp256k1 curve,
      SecureRandom random,
      List<String> muxers) {
    this.initiator = initiator;
    this.identity = identity;
    this.curve = curve;
    this.muxers = List.copyOf(muxers);
    this.own = X25519.generate(random);
    this.ephemeral = X25519.generate(random);
  }

  /** The initiator's first message. */
  public byte[] first() {
    if (!initiator || messages != 0) {
      throw new IllegalStateException("the first message is the initiator's, once");
    }
    messages = 1;
    return writeEphemeral(EMPTY);
  }

  /**
   * Takes the other side's next message; gives the answer, or null when there is none.
   *
   * @throws MalformedInput when the other side cannot prove who it is or breaks the protocol
   */
  public byte @Nullable [] next(byte[] message) throws MalformedInput {
    boolean expected = session == null && (!initiator || messages == 1);
    if (!expected || message.length > MAX_MESSAGE) {
      throw new MalformedInput("an unexpected handshake message");
    }
    messages += 2;
    if (initiator) {
      return answerAsInitiator(message);
    }
    if (messages == 2) {
      return answerAsResponder(message);
    }
    finishAsResponder(message);
    return null;
  }

  /** The outcome, once the handshake is over on this side. */
  public Optional<NoiseSession> session() {
    return Optional.ofNullable(session);
  }

  private byte[] answerAsResponder(byte[] message) throws MalformedInput {
    readEphemeral(message);
    symmetric.decryptAndHash(from(message, X25519.LENGTH));
    byte[] answer = writeEphemeral(null);
    symmetric.mixKey(ephemeral.agree(remoteEphemeral));
    byte[] sealedKey = symmetric.encryptAndHash(own.publicBytes());
    symmetric.mixKey(own.agree(remoteEphemeral));
    return concat(answer, sealedKey, symmetric.encryptAndHash(payload()));
  }

  private byte[] answerAsInitiator(byte[] message) throws MalformedInput {
    readEphemeral(message);
    symmetric.mixKey(ephemeral.agree(remoteEphemeral));
    int keyEnd = 2 * X25519.LENGTH + CipherState.TAG;
    byte[] remoteStatic = symmetric.decryptAndHash(part(message, X25519.LENGTH, keyEnd));
    symmetric.mixKey(ephemeral.agree(remoteStatic));
    byte[] payload = symmetric.decryptAndHash(from(message, keyEnd));
    HandshakePayload remote = HandshakePayload.decode(payload, remoteStatic, curve);
    byte[] sealedKey = symmetric.encryptAndHash(own.publicBytes());
    symmetric.mixKey(own.agree(remoteEphemeral));
    byte[] answer = concat(sealedKey, symmetric.encryptAndHash(payload()));
    finish(remote, muxers, remote.muxers());
    return answer;
  }

  private void finishAsResponder(byte[] message) throws MalformedInput {
    int keyEnd = X25519.LENGTH + CipherState.TAG;
    byte[] remoteStatic = symmetric.decryptAndHash(part(message, 0, keyEnd));
    symmetric.mixKey(ephemeral.agree(remoteStatic));
    byte[] payload = symmetric.decryptAndHash(from(message, keyEnd));
    HandshakePayload remote = HandshakePayload.decode(payload, remoteStatic, curve);
    finish(remote, remote.muxers(), muxers);
  }

  private void finish(HandshakePayload remote, List<String> initiators, List<String> responders)
      throws MalformedInput {
    Optional<String> muxer = NoiseSession.agree(initiators, responders);
    if (muxer.isEmpty() && !initiators.isEmpty() && !responders.isEmpty()) {
      throw new MalformedInput("no common muxer");
    }
    CipherState[] ciphers = symmetric.split();
    session =
        new NoiseSession(
            remote.identity(), muxer, ciphers[initiator ? 0 : 1], ciphers[initiator ? 1 : 0]);
  }

  private byte[] payload() {
    return HandshakePayload.encode(identity, own.publicBytes(), muxers);
  }

  private byte[] writeEphemeral(byte @Nullable [] payload) {
    symmetric.mixHash(ephemeral.publicBytes());
    return payload == null
        ? ephemeral.publicBytes()
        : concat(ephemeral.publicBytes(), symmetric.encryptAndHash(payload));
  }

  private void readEphemeral(byte[] message) throws MalformedInput {
    remoteEphemeral = part(message, 0, X25519.LENGTH);
    symmetric.mixHash(remoteEphemeral);
  }

  private static byte[] part(byte[] message, int from, int to) throws MalformedInput {
    if (message.length < to) {
      throw new MalformedInput("a handshake message is too short");
    }
    return Arrays.copyOfRange(message, from, to);
  }

  private static byte[] from(byte[] message, int from) throws MalformedInput {
    return part(message, from, Math.max(from, message.length));
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
