package org.annals.node.command;

import java.io.IOException;
import java.util.Optional;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.community.RemovedChunks;
import org.annals.node.eviction.PartialFiles;
import org.annals.node.owner.OwnerWork;
import org.annals.node.owner.Packing;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** Does an owner's work: through the running node, which announces it, or on the home itself. */
final class Owning {
  private final HomeParts parts;
  private final Optional<LiveNode> live;

  Owning(HomeParts parts, Optional<LiveNode> live) {
    this.parts = parts;
    this.live = live;
  }

  /**
   * Does the work.
   *
   * @throws CommandFailure when this home may not publish, or there is no room
   */
  <T> T run(Community community, OwnerWork<T> work)
      throws CommandFailure, IOException, KeyStoreException, InterruptedException {
    PrivateKey key = key(community);
    if (live.isPresent()) {
      return live.get().asOwner(community, work);
    }
    requireGround(community);
    boolean newEpoch =
        community.row().noHistoryFound() && community.head().view().accepted().isEmpty();
    try {
      T done = work.with(new OwnerWork.Leave(key, newEpoch, Packing.PublishListener.NONE));
      letGo(community);
      return done;
    } catch (Packing.NoRoomException e) {
      throw noRoom(e);
    }
  }

  /**
   * Does here and now what the catalogue in force takes out. A running node does that by itself.
   *
   * @throws IOException when the disk fails; the next command or start goes on
   */
  void letGo(Community community) throws IOException {
    if (live.isEmpty()) {
      // No network: nothing is served.
      Communities none = new Communities();
      PartialFiles partials =
          new PartialFiles(parts.home().incoming(), none, parts.storage(), hash -> false);
      // An owner's own chunks make no room.
      RemovedChunks.Disk disk = new RemovedChunks.Disk(partials, (entry, missing) -> false);
      new RemovedChunks(none, parts.clock(), disk, entry -> {}).tidy(community);
      if (community.hasToForget()) {
        community.forget();
      }
    }
  }

  /** The community's key, or the words that only its owner can do that. */
  static PrivateKey key(Community community) throws CommandFailure, KeyStoreException {
    return community.key().orElseThrow(() -> Failures.notOwner(community.row().name()));
  }

  private static void requireGround(Community community) throws CommandFailure {
    if (!community.row().createdHere() && !community.row().noHistoryFound()) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "Nothing was published.",
          "This home has the key from a backup, and what was published before is not known here.",
          "Start 'annals node': it asks the others first, then it can publish.");
    }
  }

  private static CommandFailure noRoom(Packing.NoRoomException e) {
    return new CommandFailure(
        ErrorCode.NO_ROOM,
        "Packing stopped; what was packed before it is kept and listed.",
        String.valueOf(e.getMessage()),
        "Make room, then run the command again.",
        e);
  }
}
