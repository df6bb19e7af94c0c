package org.annals.importer.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every moment at which a process can be killed: the file is cut off inside each of its writes. */
class LastCommitTest {
  private static final int COMMITS = Integer.getInteger("annals.commits", 12);
  private static final int KEYS = 4_000;
  private static final int VALUE = 100;

  /** What is in the store after each commit; the first is empty. */
  private final List<Map<Integer, byte[]>> states = new ArrayList<>(List.of(Map.of()));

  /** How many changes the file had seen when each commit returned. */
  private final List<Integer> returned = new ArrayList<>(List.of(0));

  private static MVStore open(RecordedFile file) {
    MVStore store =
        new MVStore.Builder()
            .adoptFileStore(CommitBufferStore.open(file.name(), 1))
            .autoCommitDisabled()
            .open();
    LastCommit.opened(store);
    return store;
  }

  private static MVMap<Integer, byte[]> map(MVStore store) {
    return store.openMap("map");
  }

  private static int number(MVStore store) {
    return store.<Integer, Integer>openMap("number").getOrDefault(0, 0);
  }

  private void work(MVStore store, RecordedFile file, Random random) {
    Map<Integer, byte[]> state = new HashMap<>(states.get(states.size() - 1));
    for (int i = 0; i < COMMITS; i++) {
      change(store, state, random);
      LastCommit.commit(store);
      states.add(new HashMap<>(state));
      returned.add(file.changes().size());
      if (random.nextInt(4) == 0) {
        LastCommit.rewrite(store, 80, 1 << (12 + random.nextInt(8)));
      }
    }
    store.close();
  }

  private static void change(MVStore store, Map<Integer, byte[]> state, Random random) {
    int count = 1 << random.nextInt(9);
    for (int i = 0; i < count; i++) {
      int key = random.nextInt(KEYS);
      byte[] value = new byte[1 + random.nextInt(2 * VALUE)];
      random.nextBytes(value);
      if (random.nextInt(3) == 0) {
        map(store).remove(key);
        state.remove(key);
      } else {
        map(store).put(key, value);
        state.put(key, value);
      }
    }
    store.openMap("number").put(0, number(store) + 1);
  }

  /** Opens what is left twice: the second time it is a file that was closed in order. */
  private void requireLast(byte[] left, int done) {
    RecordedFile file = new RecordedFile(left);
    for (int opening = 0; opening < 2; opening++) {
      MVStore store = open(file);
      int number = number(store);
      assertThat(number).as("opening %s", opening).isBetween(done, done + 1);
      Map<Integer, byte[]> expected = states.get(number);
      assertThat(map(store).size()).isEqualTo(expected.size());
      expected.forEach((key, value) -> assertThat(map(store).get(key)).isEqualTo(value));
      store.close();
    }
  }

  private static int part(RecordedFile.Change change, int which) {
    int length = change.written().length;
    return switch (which) {
      case 0 -> 0;
      case 1 -> length / 3;
      default -> Math.max(0, length - 4096);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void commit_cutOffInsideAnyWrite_opensWithTheLastOrTheNext(int seed) {
    RecordedFile file = new RecordedFile(new byte[0]);
    work(open(file), file, new Random(seed));
    byte[] bytes = new byte[0];
    int done = 0;
    for (int i = 0; i < file.changes().size(); i++) {
      RecordedFile.Change change = file.changes().get(i);
      while (done + 1 < returned.size() && returned.get(done + 1) <= i) {
        done++;
      }
      for (int which = 0; which < 3 && done > 0; which++) {
        requireLast(change.applied(bytes, part(change, which)), done);
      }
      bytes = change.applied(bytes, change.written().length);
    }
    requireLast(bytes, COMMITS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void commit_afterOneCutOffAfterTheOther_opensWithTheLastOrTheNext(int seed) {
    Random random = new Random(seed);
    byte[] left = new byte[0];
    int done = 0;
    for (int kill = 0; kill < 20; kill++) {
      RecordedFile file = new RecordedFile(left);
      MVStore store = open(file);
      int number = number(store);
      assertThat(number).as("kill %s", kill).isBetween(done, done + 1);
      states.subList(number + 1, states.size()).clear();
      returned.subList(number + 1, returned.size()).clear();
      returned.replaceAll(before -> 0);
      work(store, file, random);
      int at = file.changes().size() / 2 + random.nextInt(file.changes().size() / 2);
      for (RecordedFile.Change change : file.changes().subList(0, at)) {
        left = change.applied(left, change.written().length);
      }
      RecordedFile.Change last = file.changes().get(at);
      left = last.applied(left, part(last, random.nextInt(3)));
      done = (int) returned.stream().filter(changes -> changes <= at).count() - 1;
      requireLast(left, done);
    }
  }

  @Test
  void commit_ofNothing_writesNothing() {
    RecordedFile file = new RecordedFile(new byte[0]);
    MVStore store = open(file);
    map(store).put(1, new byte[1]);
    LastCommit.commit(store);
    int before = file.changes().size();
    LastCommit.commit(store);
    assertThat(file.changes()).hasSize(before);
    store.closeImmediately();
  }

  @Test
  void commit_manyTimes_makesTheFileLongerByTwoBlocksAtMost() {
    RecordedFile file = new RecordedFile(new byte[0]);
    MVStore store = filled(file);
    Random random = new Random(9);
    long[] longest = new long[2];
    for (int i = 0; i < 400; i++) {
      for (int j = 0; j < 500; j++) {
        map(store).put(random.nextInt(KEYS), new byte[VALUE]);
      }
      LastCommit.commit(store);
      longest[i / 200] = Math.max(longest[i / 200], file.size());
    }
    assertThat(longest[1]).isLessThan(longest[0] + 200 * 2 * 4096);
    store.closeImmediately();
  }

  private static MVStore filled(RecordedFile file) {
    MVStore store = open(file);
    for (int key = 0; key < KEYS; key++) {
      map(store).put(key, new byte[VALUE]);
      if (key % 500 == 0) {
        LastCommit.commit(store);
      }
    }
    LastCommit.commit(store);
    return store;
  }
}
