package org.annals.archiver.message;

/** Numbers of the fields in which a chat message carries an import; part of the format. */
final class ImportFields {
  /** Message: 1 source, 2 id, 3 edited, 4 author, 5 bot, 6 event, 7 reactions, 8 pinned. */
  static final int IMPORTED = 1000;

  /** Repeated message: 1 SHA-256, 2 size, 3 name, 4 media type. */
  static final int ATTACHMENT = 1001;

  /** Message, as an attachment. */
  static final int AVATAR = 1002;

  private ImportFields() {}
}
