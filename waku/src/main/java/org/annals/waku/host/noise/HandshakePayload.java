package org.annals.waku.host.noise;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;
import org.annals.waku.host.peer.HostKey;
import org.annals.waku.host.peer.PeerKey;

/**
 * What proves a peer's identity within the handshake: its key, a signature over its Noise key, and
 * the muxers it speaks.
 */
record HandshakePayload(PeerKey identity, byte[] signature, List<String> muxers) {
  static final int MAX_BYTES = 4096;
  private static final byte[] SIGNED_PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_MUXERS = 16;
  private static final int MAX_MUXER_NAME = 128;

  static byte[] encode(HostKey key, byte[] noiseKey, List<String> muxers) {
    ProtoWriter extensions = new ProtoWriter();
    muxers.forEach(muxer -> extensions.string(2, muxer));
    ProtoWriter payload =
        new ProtoWriter()
            .bytes(1, key.publicKey().toBytes())
            .bytes(2, key.sign(signedBytes(noiseKey)));
    return muxers.isEmpty() ? payload.toBytes() : payload.bytes(4, extensions.toBytes()).toBytes();
  }

  /** Reads and verifies. */
  static HandshakePayload decode(byte[] bytes, byte[] noiseKey, Secp256k1 curve)
      throws MalformedInput {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedInput("a handshake payload exceeds " + MAX_BYTES + " bytes");
    }
    ProtoReader reader = new ProtoReader(bytes);
    PeerKey identity = null;
    byte[] signature = null;
    List<String> muxers = new ArrayList<>();
    while (reader.nextField()) {
      switch (reader.field()) {
        case 1 -> identity = PeerKey.decode(reader.bytes(MAX_BYTES));
        case 2 -> signature = reader.bytes(MAX_BYTES);
        case 4 -> readMuxers(reader.message(), muxers);
        default -> reader.skip();
      }
    }
    if (identity == null || signature == null) {
      throw new MalformedInput("a handshake payload lacks key or signature");
    }
    if (!identity.verify(signedBytes(noiseKey), signature, curve)) {
      throw new MalformedInput("a handshake signature is wrong");
    }
    return new HandshakePayload(identity, signature, muxers);
  }

  private static void readMuxers(ProtoReader reader, List<String> muxers) throws MalformedInput {
    while (reader.nextField()) {
      if (reader.field() != 2) {
        reader.skip();
      } else if (muxers.size() == MAX_MUXERS) {
        throw new MalformedInput("a handshake payload lists too many muxers");
      } else {
        muxers.add(reader.string(MAX_MUXER_NAME));
      }
    }
  }

  private static byte[] signedBytes(byte[] noiseKey) {
    byte[] signed = new byte[SIGNED_PREFIX.length + noiseKey.length];
    System.arraycopy(SIGNED_PREFIX, 0, signed, 0, SIGNED_PREFIX.length);
    System.arraycopy(noiseKey, 0, signed, SIGNED_PREFIX.length, noiseKey.length);
    return signed;
  }
}
