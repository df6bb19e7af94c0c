package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class PieceMapProperties {
  private static final int PIECE = 64 * 1024;

  @Property(tries = 200)
  void anyMixOfPeersThatComeAndGo_everyByteArrivesOnceOrTwice(
      @ForAll @LongRange(min = 1, max = 3_000_000) long size,
      @ForAll @IntRange(min = 1, max = 6) int peers,
      @ForAll long seed) {
    Random dice = new Random(seed);
    PieceMap map = new PieceMap(size, PIECE, new BitSet(), new SplittableRandom(seed));
    BitSet all = new BitSet();
    all.set(0, map.count());
    Map<Object, List<Block>> asked = new HashMap<>();
    for (int i = 0; i < peers; i++) {
      asked.put(new Object(), new ArrayList<>());
    }
    Set<Block> accepted = new HashSet<>();
    long steps = 0;
    while (!map.complete() && steps++ < 100_000) {
      Object peer = new ArrayList<>(asked.keySet()).get(dice.nextInt(asked.size()));
      step(map, all, asked, accepted, peer, dice);
    }
    assertThat(map.complete()).isTrue();
    assertThat(map.haveBytes()).isEqualTo(size);
    assertThat(accepted.stream().mapToLong(Block::length).sum()).isEqualTo(size);
  }

  private static void step(
      PieceMap map,
      BitSet all,
      Map<Object, List<Block>> asked,
      Set<Block> accepted,
      Object peer,
      Random dice) {
    List<Block> mine = asked.getOrDefault(peer, new ArrayList<>());
    if (dice.nextInt(20) == 0) {
      mine.forEach(map::giveBack);
      map.leave(peer);
      asked.remove(peer);
      asked.put(new Object(), new ArrayList<>());
    } else if (dice.nextBoolean() || mine.isEmpty()) {
      Block block = map.next(all, peer);
      block = block == null && mine.isEmpty() ? map.again(all, mine::contains) : block;
      if (block != null) {
        assertThat(mine).doesNotContain(block);
        mine.add(block);
      }
    } else {
      Block block = mine.remove(dice.nextInt(mine.size()));
      PieceMap.Arrival arrival = map.arrived(block, peer);
      if (arrival != PieceMap.Arrival.UNWANTED) {
        assertThat(accepted.add(block)).as("accepted twice").isTrue();
        // The swarm cancels what somebody else has delivered.
        asked.values().forEach(blocks -> blocks.remove(block));
      }
      if (arrival == PieceMap.Arrival.LAST) {
        finish(map, accepted, block.piece(), dice);
      }
    }
  }

  private static void finish(PieceMap map, Set<Block> accepted, int piece, Random dice) {
    if (dice.nextInt(10) == 0) {
      assertThat(map.broken(piece)).isNotEmpty();
      accepted.removeIf(block -> block.piece() == piece);
    } else {
      map.verified(piece);
    }
  }

  @Property(tries = 50)
  void pieceThatWasBroken_isAskedOfOnePeerOnly(@ForAll long seed) {
    PieceMap map = new PieceMap(PIECE, PIECE, new BitSet(), new SplittableRandom(seed));
    BitSet all = new BitSet();
    all.set(0);
    Object one = new Object();
    Object other = new Object();
    List<Block> blocks = new ArrayList<>();
    for (Object peer : List.of(one, other, one, other)) {
      Block block = map.next(all, peer);
      assertThat(block).isNotNull();
      blocks.add(block);
    }
    for (int i = 0; i < blocks.size(); i++) {
      map.arrived(blocks.get(i), i % 2 == 0 ? one : other);
    }
    assertThat(map.broken(0)).containsExactlyInAnyOrder(one, other);

    assertThat(map.next(all, other)).isNotNull();
    assertThat(map.next(all, one)).isNull();
    assertThat(map.again(all, block -> false)).isNull();
  }
}
