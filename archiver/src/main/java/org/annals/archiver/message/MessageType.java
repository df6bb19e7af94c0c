package org.annals.archiver.message;

/** Type numbers of Status' application messages that are archived. */
public final class MessageType {
  /** ChatMessage: text, image, audio, bridged text. */
  public static final int CHAT = 1;

  /** EmojiReaction. */
  public static final int REACTION = 22;

  /** PinMessage. */
  public static final int PIN = 28;

  /** EditMessage. */
  public static final int EDIT = 29;

  /** DeleteMessage. */
  public static final int DELETION = 31;

  /** DeleteCommunityMemberMessages: all or some messages of a member. */
  public static final int MEMBER_DELETION = 85;

  private MessageType() {}
}
