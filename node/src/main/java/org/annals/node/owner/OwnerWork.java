package org.annals.node.owner;

import java.io.IOException;
import org.annals.keys.PrivateKey;

/**
 * Something that changes what an owner publishes.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface OwnerWork<T> {
  /**
   * Does the work; nothing else of the owner's goes on meanwhile.
   *
   * @throws Packing.NoRoomException when a reservation was refused
   * @throws InterruptedException when the thread is interrupted
   */
  T with(Leave leave) throws IOException, Packing.NoRoomException, InterruptedException;

  /**
   * Leave to publish.
   *
   * @param newEpoch whether the next catalogue begins a new epoch
   * @param published to be told when a catalogue is in force
   */
  record Leave(PrivateKey key, boolean newEpoch, Packing.PublishListener published) {}
}
