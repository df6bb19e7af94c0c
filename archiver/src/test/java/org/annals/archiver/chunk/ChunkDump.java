package org.annals.archiver.chunk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.keys.Digest;

/** Everything a chunk says, as JSON, in the form that the second reader prints. For tests. */
final class ChunkDump {
  private final StringBuilder out = new StringBuilder();

  private ChunkDump() {}

  /** The JSON of one vector. */
  static String of(String name, Path file, byte[] bytes) throws IOException {
    ChunkDump dump = new ChunkDump();
    ChunkId id = SampleChunk.id(bytes);
    ChunkVerdict verdict =
        new ChunkVerifier(ChunkVectors.COMMUNITY.curve).verify(file, ChunkVectors.COMMUNITY.id, id);
    dump.out
        .append("{\"name\": \"" + name + "\", \"chunkId\": \"" + id + "\", \"length\": ")
        .append(bytes.length);
    if (verdict instanceof ChunkVerdict.Rejected rejected) {
      dump.out.append(", \"verdict\": \"rejected\", \"reason\": \"" + rejected.reason() + "\"");
    } else if (verdict instanceof ChunkVerdict.Unsupported unsupported) {
      dump.out.append(
          ", \"verdict\": \"unsupported\", \"reason\": \"" + unsupported.reason() + "\"");
    } else {
      dump.out.append(", \"verdict\": \"verified\"");
      dump.contents(file, id);
    }
    return dump.out.append("}").toString();
  }

  private void contents(Path file, ChunkId id) throws IOException {
    OpenOutcome outcome =
        ChunkReader.open(file, ChunkVectors.COMMUNITY.id, id, ChunkVectors.COMMUNITY.curve);
    try (ChunkReader chunk = ((OpenOutcome.Opened) outcome).chunk()) {
      ChunkHeader header = chunk.header();
      out.append(",\n \"window\": " + header.position().window().startSeconds())
          .append(", \"group\": \"" + header.position().group() + "\"")
          .append(", \"part\": " + header.position().part())
          .append(", \"revision\": " + header.position().revision())
          .append(", \"previous\": \"" + header.previous().map(ChunkId::toString).orElse(""))
          .append("\", \"encoder\": \"" + header.encoder() + "\",\n \"media\": [");
      String comma = "";
      for (MediaEntry entry : chunk.index().media()) {
        out.append(comma);
        media(entry);
        comma = ",";
      }
      out.append("],\n \"records\": [");
      comma = "\n  ";
      for (int i = 0; i < chunk.sections(); i++) {
        for (SectionRecord record : ((SectionOutcome.Read) chunk.section(i)).records()) {
          out.append(comma).append("{\"section\": " + i);
          record(chunk, record);
          comma = "},\n  ";
        }
      }
      out.append("}]");
    }
  }

  private void media(MediaEntry entry) {
    out.append("\n  {\"sha256\": \"" + entry.digest() + "\", \"length\": " + entry.length())
        .append(", \"type\": \"" + entry.mediaType() + "\"");
    if (entry instanceof MediaEntry.Archived archived) {
      out.append(", \"offset\": " + archived.offset() + "}");
    } else if (entry instanceof MediaEntry.Placeholder placeholder) {
      out.append(", \"reason\": " + placeholder.reason().number())
          .append(", \"file\": \"" + placeholder.name() + "\"}");
    }
  }

  private void record(ChunkReader chunk, SectionRecord record) throws IOException {
    String channel = record.channel() == null ? "" : record.channel().toString();
    out.append(", \"channel\": \"" + channel + "\"");
    Optional<StatedEnvelope> envelope = record.envelope();
    if (envelope.isPresent()) {
      byte[] payload = payload(chunk, envelope.get().payload());
      out.append(", \"author\": \"" + envelope.get().author() + "\"")
          .append(", \"type\": " + envelope.get().type())
          .append(", \"signature\": \"" + envelope.get().signature() + "\"")
          .append(", \"payload\": \"" + Digest.sha256(payload) + "\"");
    }
    if (record.record() instanceof ArchiveRecord.Edited edited) {
      Carried carried = edited.carried();
      List<String> media =
          carried.media().stream().map(MediaRef::digest).map(d -> "\"" + d + "\"").toList();
      out.append(", \"edited\": \"" + edited.id() + "\", \"clock\": " + carried.clock())
          .append(", \"timestamp\": " + carried.timestamp())
          .append(", \"reply\": \"" + carried.reply().map(Object::toString).orElse(""))
          .append("\", \"displayName\": \"" + carried.displayName())
          .append("\", \"contentType\": " + carried.contentType())
          .append(", \"album\": \"" + carried.albumId())
          .append("\", \"albumCount\": " + carried.albumCount() + ", \"uses\": " + media);
    } else if (record.record() instanceof ArchiveRecord.Tombstone tombstone) {
      out.append(", \"tombstone\": \"" + tombstone.target())
          .append("\", \"clock\": " + tombstone.clock())
          .append(", \"reason\": " + tombstone.reason().number());
    }
  }

  private static byte[] payload(ChunkReader chunk, List<PayloadPart> parts) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (PayloadPart part : parts) {
      if (part instanceof PayloadPart.Inline inline) {
        payload.writeBytes(inline.bytes());
      } else if (part instanceof PayloadPart.Media media) {
        for (MediaEntry entry : chunk.index().media()) {
          if (entry.digest().equals(media.media().digest())) {
            payload.writeBytes(chunk.read((MediaEntry.Archived) entry));
          }
        }
      }
    }
    return payload.toByteArray();
  }
}
