package org.annals.importer.database;

import org.annals.archiver.ChunkId;
import org.annals.archiver.message.PlaceholderReason;

/** Where the bytes of an image or another medium are. */
public sealed interface MediaLocation {

  /** For example {@code image/png}, as the sender said; may be empty. */
  String mediaType();

  /** Length in bytes. */
  long length();

  /**
   * In a chunk's file.
   *
   * @param offset from the beginning of the file
   */
  record InChunk(ChunkId chunk, long offset, long length, String mediaType)
      implements MediaLocation {}

  /** In the live journal, which finds them by their digest. */
  record InJournal(long length, String mediaType) implements MediaLocation {}

  /** Not archived. */
  record NotArchived(long length, String mediaType, PlaceholderReason reason)
      implements MediaLocation {}
}
