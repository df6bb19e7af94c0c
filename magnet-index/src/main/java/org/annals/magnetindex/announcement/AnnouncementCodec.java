package org.annals.magnetindex.announcement;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Signature65;
import org.annals.keys.SigningKind;
import org.annals.magnetindex.ControlTopics;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueLimits;
import org.annals.magnetindex.catalogue.EntryCodec;
import org.annals.magnetindex.catalogue.StampCodec;

/**
 * {@code SignedAnnouncement {1 body, 2 signature}} and its body, both canonical (FORMAT section 6).
 * Pure and thread-safe.
 */
public final class AnnouncementCodec {
  private static final int SIGNED_BODY = 1;
  private static final int SIGNED_SIGNATURE = 2;
  private static final int CATALOGUE = 9;
  private static final int SERVING = 10;
  private static final int ENTRIES = 11;
  private static final int HINTS = 12;
  private static final int LINK_DIGEST = 1;
  private static final int LINK_INFO_HASH = 2;
  private static final int LINK_SIZE = 3;
  private static final int HINT_ADDRESS = 1;
  private static final int HINT_PORT = 2;
  private static final int MAX_PORT = 65_535;

  private final StampCodec stamp = new StampCodec();
  private Optional<CatalogueLink> catalogue = Optional.empty();
  private boolean serving;
  private final List<CatalogueEntry> entries = new ArrayList<>();
  private final List<PeerAddress> hints = new ArrayList<>();

  private AnnouncementCodec() {}

  /** Signs an announcement. */
  public static SignedAnnouncement sign(
      Announcement announcement, PrivateKey key, AnnalsSignatures signatures) {
    byte[] body = encode(announcement);
    Signature65 signature = signatures.sign(SigningKind.ANNOUNCEMENT, key, Digest.sha256(body));
    byte[] bytes =
        new CanonicalWriter(body.length + 80)
            .bytes(SIGNED_BODY, body)
            .bytes(SIGNED_SIGNATURE, signature.toBytes())
            .toByteArray();
    return new SignedAnnouncement(announcement, bytes);
  }

  /** Reads and checks bytes from anywhere. */
  public static AnnouncementReading read(
      CommunityId community, byte[] bytes, AnnalsSignatures signatures) {
    try {
      Parts parts = Parts.of(bytes);
      boolean signed =
          signatures.verify(
              SigningKind.ANNOUNCEMENT,
              community.key(),
              Digest.sha256(parts.body),
              parts.signature);
      if (!signed) {
        return new AnnouncementReading.Rejected("not signed by the community");
      }
      Optional<String> unsupported = StampCodec.unsupported(parts.body);
      if (unsupported.isPresent()) {
        return new AnnouncementReading.Unsupported(unsupported.get());
      }
      Announcement announcement = decode(parts.body);
      if (!announcement.stamp().community().equals(community)) {
        return new AnnouncementReading.Rejected("another community's announcement");
      }
      return new AnnouncementReading.Verified(new SignedAnnouncement(announcement, bytes));
    } catch (MalformedException e) {
      return new AnnouncementReading.Rejected(e.reason());
    }
  }

  /**
   * Reads an announcement that was checked before, from this home's own disk.
   *
   * @throws MalformedException when it is damaged
   */
  public static SignedAnnouncement readTrusted(byte[] bytes) throws MalformedException {
    return new SignedAnnouncement(decode(Parts.of(bytes).body), bytes);
  }

  /** The canonical bytes of a body. */
  static byte[] encode(Announcement announcement) {
    CanonicalWriter writer = new CanonicalWriter(2_048);
    StampCodec.write(writer, announcement.stamp());
    writeLink(writer, CATALOGUE, announcement.catalogue());
    writer.bool(SERVING, announcement.serving());
    for (CatalogueEntry entry : announcement.newest()) {
      EntryCodec.write(writer, ENTRIES, entry);
    }
    for (PeerAddress hint : announcement.hints()) {
      writer
          .startMessage(HINTS)
          .bytes(HINT_ADDRESS, hint.address().getAddress())
          .uint64(HINT_PORT, hint.port())
          .endMessage();
    }
    return writer.toByteArray();
  }

  /** Writes a link as a nested message. */
  public static void writeLink(CanonicalWriter writer, int field, CatalogueLink link) {
    writer
        .startMessage(field)
        .bytes(LINK_DIGEST, link.digest().toBytes())
        .bytes(LINK_INFO_HASH, link.infoHash().toBytes())
        .uint64(LINK_SIZE, link.size())
        .endMessage();
  }

  /** Reads a link to its end. */
  public static CatalogueLink readLink(CanonicalReader reader) throws MalformedException {
    byte[] digest = {};
    byte[] infoHash = {};
    int size = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case LINK_DIGEST -> digest = reader.exactly(Digest.LENGTH);
        case LINK_INFO_HASH -> infoHash = reader.exactly(InfoHash.LENGTH);
        case LINK_SIZE -> size = reader.uint32(CatalogueLimits.MAX_FILE);
        default -> reader.extension();
      }
    }
    if (digest.length == 0 || infoHash.length == 0 || size == 0) {
      throw new MalformedException("an incomplete link");
    }
    return new CatalogueLink(Digest.of(digest), InfoHash.of(infoHash), size);
  }

  private static Announcement decode(byte[] body) throws MalformedException {
    AnnouncementCodec fields = new AnnouncementCodec();
    CanonicalReader reader = new CanonicalReader(body);
    while (reader.next()) {
      fields.field(reader);
    }
    if (fields.catalogue.isEmpty()) {
      throw new MalformedException("no catalogue");
    }
    try {
      return new Announcement(
          fields.stamp.stamp(),
          fields.catalogue.get(),
          fields.serving,
          fields.entries,
          fields.hints);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()));
    }
  }

  private void field(CanonicalReader reader) throws MalformedException {
    if (stamp.read(reader)) {
      return;
    }
    switch (reader.field()) {
      case CATALOGUE -> catalogue = Optional.of(readLink(reader.message()));
      case SERVING -> serving = reader.bool();
      case ENTRIES -> {
        capped(entries.size(), Announcement.MAX_ENTRIES);
        entries.add(EntryCodec.read(reader.presentMessage()));
      }
      case HINTS -> {
        capped(hints.size(), Announcement.MAX_HINTS);
        hints.add(readHint(reader.presentMessage()));
      }
      default -> reader.extension();
    }
  }

  private static PeerAddress readHint(CanonicalReader reader) throws MalformedException {
    byte[] address = {};
    int port = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case HINT_ADDRESS -> address = reader.bytes(16);
        case HINT_PORT -> port = reader.uint32(MAX_PORT);
        default -> reader.extension();
      }
    }
    if (port == 0) {
      throw new MalformedException("a hint without port");
    }
    try {
      InetAddress literal = InetAddress.getByAddress(address);
      if (literal.getAddress().length != address.length) {
        throw new MalformedException("an IPv4 address written as IPv6");
      }
      return new PeerAddress(literal, port);
    } catch (UnknownHostException e) {
      throw new MalformedException("a hint's address has neither 4 nor 16 bytes");
    }
  }

  private static void capped(int size, int max) throws MalformedException {
    if (size == max) {
      throw new MalformedException("too many elements");
    }
  }

  /** The outer message. */
  private record Parts(byte[] body, Signature65 signature) {
    static Parts of(byte[] bytes) throws MalformedException {
      if (bytes.length > ControlTopics.MAX_PAYLOAD) {
        throw new MalformedException("longer than its cap");
      }
      byte[] body = {};
      byte[] signature = {};
      CanonicalReader reader = new CanonicalReader(bytes);
      while (reader.next()) {
        switch (reader.field()) {
          case SIGNED_BODY -> body = reader.bytes(ControlTopics.MAX_PAYLOAD);
          case SIGNED_SIGNATURE -> signature = reader.exactly(Signature65.LENGTH);
          // Unlike the body, nobody signs this message: an extension here would let anybody make
          // many different messages out of one.
          default -> throw new MalformedException("unknown field");
        }
      }
      if (body.length == 0 || signature.length == 0) {
        throw new MalformedException("no body or no signature");
      }
      return new Parts(body, Signature65.of(signature));
    }
  }
}
