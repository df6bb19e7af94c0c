package org.annals.archiver.chunk;

import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.PlaceholderReason;

/** That a record uses media bytes. */
public sealed interface MediaUse {

  /** Which bytes. */
  MediaRef media();

  /** The bytes go into the chunk. */
  record Stored(MediaRef media, MediaContent content) implements MediaUse {}

  /** The bytes stay out. */
  record Omitted(MediaRef media, PlaceholderReason reason) implements MediaUse {}
}
