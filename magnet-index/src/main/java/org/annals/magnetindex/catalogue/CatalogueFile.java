package org.annals.magnetindex.catalogue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Signature65;
import org.annals.keys.SigningKind;

/**
 * A catalogue's file: magic, raw length, stored length (big endian), signature over the
 * uncompressed body, zstd frame (FORMAT section 5). Reading checks everything and allocates at most
 * the caps, whatever the file says. Pure and thread-safe.
 */
public final class CatalogueFile {
  /** Bytes before the frame. */
  public static final int HEADER = 8 + 4 + 4 + Signature65.LENGTH;

  private static final byte[] MAGIC = {(byte) 0x89, 0x41, 0x4E, 0x43, 0x0D, 0x0A, 0x1A, 0x0A};

  private CatalogueFile() {}

  /** Signs a catalogue. The signature must not leave the process before it is durable. */
  public static SignedCatalogue sign(
      Catalogue catalogue, PrivateKey key, AnnalsSignatures signatures) {
    byte[] body = CatalogueCodec.encode(catalogue);
    if (body.length > CatalogueLimits.MAX_RAW) {
      throw new IllegalArgumentException("a catalogue of " + body.length + " bytes is too long");
    }
    Digest digest = Digest.sha256(body);
    return new SignedCatalogue(
        catalogue, digest, signatures.sign(SigningKind.CATALOGUE, key, digest), body);
  }

  /** The file's bytes, always the same for the same catalogue. */
  public static byte[] write(SignedCatalogue signed) {
    byte[] frame = ZstdFrame.compress(signed.body());
    return ByteBuffer.allocate(HEADER + frame.length)
        .put(MAGIC)
        .putInt(signed.body().length)
        .putInt(frame.length)
        .put(signed.signature().toBytes())
        .put(frame)
        .array();
  }

  /** The name of the file and of its torrent's only file. */
  public static String name(Digest digest) {
    return digest.hex() + ".annalscat";
  }

  /** The torrent of a file that {@link #write} gave for the digest. */
  public static TorrentInfo torrent(Digest digest, byte[] file) {
    try {
      return TorrentInfo.ofStream(name(digest), file.length, new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException("an array can be read", e);
    }
  }

  /** Reads and checks a file from anywhere. */
  public static CatalogueReading read(
      CommunityId community, byte[] file, AnnalsSignatures signatures) {
    try {
      return checked(community, file, signatures);
    } catch (MalformedException e) {
      return new CatalogueReading.Rejected(e.reason());
    }
  }

  private static CatalogueReading checked(
      CommunityId community, byte[] file, AnnalsSignatures signatures) throws MalformedException {
    if (file.length < HEADER
        || file.length > CatalogueLimits.MAX_FILE
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new MalformedException("not a catalogue file");
    }
    ByteBuffer buffer = ByteBuffer.wrap(file, MAGIC.length, HEADER - MAGIC.length);
    int rawLength = buffer.getInt();
    int storedLength = buffer.getInt();
    if (rawLength < 1 || rawLength > CatalogueLimits.MAX_RAW) {
      throw new MalformedException("raw length out of range");
    }
    if (storedLength != file.length - HEADER) {
      throw new MalformedException("stored length is not the file's");
    }
    byte[] signatureBytes = new byte[Signature65.LENGTH];
    buffer.get(signatureBytes);
    Signature65 signature = Signature65.of(signatureBytes);
    byte[] body = ZstdFrame.decompress(file, HEADER, storedLength, rawLength);
    Digest digest = Digest.sha256(body);
    if (!signatures.verify(SigningKind.CATALOGUE, community.key(), digest, signature)) {
      throw new MalformedException("not signed by the community");
    }
    Optional<String> unsupported = StampCodec.unsupported(body);
    if (unsupported.isPresent()) {
      return new CatalogueReading.Unsupported(digest, unsupported.get());
    }
    Catalogue catalogue = CatalogueCodec.decode(body);
    if (!catalogue.stamp().community().equals(community)) {
      throw new MalformedException("another community's catalogue");
    }
    return new CatalogueReading.Verified(new SignedCatalogue(catalogue, digest, signature, body));
  }
}
