package org.annals.waku.host.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.annals.waku.host.codec.MalformedInput;
import org.junit.jupiter.api.Test;

final class YamuxSessionTest {
  private static final int WINDOW = Frame.INITIAL_WINDOW;

  private final YamuxPair pair = new YamuxPair(YamuxPair.limits(), 1);

  @Test
  void open_numbersAreOddForTheDialer_evenForTheListener() throws MalformedInput {
    assertThat(pair.dialer.open().stream().id()).isEqualTo(1);
    assertThat(pair.dialer.open().stream().id()).isEqualTo(3);
    assertThat(pair.listener.open().stream().id()).isEqualTo(2);
    pair.settle();
    assertThat(pair.listener.opened).hasSize(2);
    assertThat(pair.dialer.opened).hasSize(1);
  }

  @Test
  void window_isExact_andGrantedAgainOnlyForWhatWasTaken() throws MalformedInput {
    pair.listener.pauseNew = true;
    YamuxPair.Reader out = pair.dialer.open();
    out.send(new byte[WINDOW + 1000]);
    pair.settle();
    assertThat(out.stream().queued()).isEqualTo(1000);
    assertThat(pair.listener.session.buffered()).isEqualTo(WINDOW);
    pair.listener.opened.get(0).resume();
    assertThat(pair.listener.session.buffered()).isZero();
    pair.settle();
    assertThat(out.stream().queued()).isZero();
    assertThat(out.drains).isEqualTo(1);
    assertThat(out.released).isEqualTo(WINDOW + 1000);
    assertThat(pair.listener.readers.get(0).bytes.size()).isEqualTo(WINDOW + 1000);
  }

  @Test
  void window_exceededByOneByte_isAProtocolError_withGoAway() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    pair.settle();
    ByteBuffer tooMuch = Frame.header(Frame.DATA, 0, out.stream().id(), WINDOW + 1);
    assertThatThrownBy(() -> pair.listener.session.received(tooMuch))
        .isInstanceOf(MalformedInput.class);
    assertThat(lastFrame(pair.listener)).isEqualTo(Frame.header(Frame.GO_AWAY, 0, 0, 1));
    assertThat(pair.listener.session.buffered()).isZero();
  }

  @Test
  void wholeWindow_inOneFrame_isTaken() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    pair.settle();
    pair.listener.session.received(Frame.header(Frame.DATA, 0, out.stream().id(), WINDOW));
    pair.listener.session.received(ByteBuffer.allocate(WINDOW));
    assertThat(pair.listener.readers.get(0).bytes.size()).isEqualTo(WINDOW);
  }

  @Test
  void halfClose_deliversAllBeforeTheEnd_andBuriesAfterBoth() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    out.send(new byte[500_000]);
    out.stream().closeWrite();
    assertThat(out.stream().write(ByteBuffer.allocate(1))).isFalse();
    pair.settle();
    YamuxPair.Reader in = pair.listener.readers.get(0);
    assertThat(in.bytes.size()).isEqualTo(500_000);
    assertThat(in.ends).isEqualTo(1);
    in.send(new byte[10]);
    in.stream().closeWrite();
    pair.settle();
    assertThat(out.bytes.size()).isEqualTo(10);
    assertThat(out.ends).isEqualTo(1);
    assertThat(pair.dialer.session.streams()).isZero();
    assertThat(pair.listener.session.streams()).isZero();
    assertThat(out.aborts).isEmpty();
    assertThat(in.aborts).isEmpty();
  }

  @Test
  void endBehindAPausedReader_isToldAfterTheBytes() throws MalformedInput {
    pair.listener.pauseNew = true;
    YamuxPair.Reader out = pair.dialer.open();
    out.send(new byte[10]);
    out.stream().closeWrite();
    pair.settle();
    YamuxPair.Reader in = pair.listener.readers.get(0);
    assertThat(in.ends).isZero();
    in.stream().resume();
    assertThat(in.bytes.size()).isEqualTo(10);
    assertThat(in.ends).isEqualTo(1);
  }

  @Test
  void reset_dropsWhatIsQueued_andReleasesIt() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    out.send(new byte[1_000_000]);
    out.stream().reset();
    assertThat(out.released).isEqualTo(1_000_000);
    pair.settle();
    assertThat(pair.listener.readers.get(0).aborts).hasSize(1);
    assertThat(pair.dialer.session.streams()).isZero();
    assertThat(pair.listener.session.streams()).isZero();
  }

  @Test
  void resetOfBothAtOnce_andDataUnderWay_disturbNobody() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    pair.settle();
    YamuxPair.Reader in = pair.listener.readers.get(0);
    in.send(new byte[100_000]);
    pair.listener.session.pump();
    out.stream().reset();
    in.stream().reset();
    pair.settle();
    assertThat(out.aborts).isEmpty();
    assertThat(in.aborts).isEmpty();
    YamuxPair.Reader next = pair.dialer.open();
    next.send(new byte[10]);
    pair.settle();
    assertThat(pair.listener.readers.get(1).bytes.size()).isEqualTo(10);
  }

  @Test
  void receiveBuffer_overall_isBounded() throws MalformedInput {
    YamuxPair small = new YamuxPair(new YamuxLimits(256, 256, 600_000, 256 << 10), 1);
    small.listener.pauseNew = true;
    List<YamuxPair.Reader> outs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      YamuxPair.Reader out = small.dialer.open();
      out.send(new byte[WINDOW]);
      outs.add(out);
    }
    small.settle();
    assertThat(small.listener.session.buffered()).isLessThanOrEqualTo(600_000);
    assertThat(outs.stream().filter(out -> !out.aborts.isEmpty()).count()).isEqualTo(3);
  }

  @Test
  void inboundStreams_aboveTheLimit_areReset_andRoomComesBack() throws MalformedInput {
    YamuxPair small = new YamuxPair(new YamuxLimits(2, 256, 1 << 20, 256 << 10), 1);
    List<YamuxPair.Reader> outs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outs.add(small.dialer.open());
    }
    small.settle();
    assertThat(outs.get(2).aborts).hasSize(1);
    assertThat(small.listener.opened).hasSize(2);
    outs.get(0).stream().reset();
    small.dialer.open();
    small.settle();
    assertThat(small.listener.opened).hasSize(3);
  }

  @Test
  void streams_takeTurns() throws MalformedInput {
    YamuxPair.Reader first = pair.dialer.open();
    YamuxPair.Reader second = pair.dialer.open();
    first.send(new byte[200_000]);
    second.send(new byte[200_000]);
    pair.dialer.session.pump();
    assertThat(first.stream().queued()).isBetween(1L, 150_000L);
    assertThat(second.stream().queued()).isBetween(1L, 150_000L);
  }

  @Test
  void ping_isAnswered_andOwnAnswersAreHeard() throws MalformedInput {
    pair.dialer.session.ping(1234);
    pair.settle();
    assertThat(pair.dialer.pongs).containsExactly(1234);
  }

  @Test
  void goAway_withoutReason_letsStreamsFinish() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    pair.settle();
    pair.listener.session.goAway(0);
    pair.settle();
    assertThat(pair.dialer.goingAway).isTrue();
    assertThat(pair.dialer.session.open(new YamuxPair.Reader())).isEmpty();
    out.send(new byte[10]);
    pair.settle();
    assertThat(pair.listener.readers.get(0).bytes.size()).isEqualTo(10);
  }

  @Test
  void goAway_withAnError_endsTheSession() {
    assertThatThrownBy(() -> pair.dialer.session.received(Frame.header(Frame.GO_AWAY, 0, 0, 2)))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void closedSession_abortsAllStreams_once() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    out.send(new byte[10]);
    pair.dialer.session.close("gone");
    pair.dialer.session.close("gone again");
    assertThat(out.aborts).containsExactly("gone");
    assertThat(out.released).isEqualTo(10);
    assertThat(pair.dialer.session.open(new YamuxPair.Reader())).isEmpty();
    pair.dialer.session.received(Frame.header(Frame.PING, Frame.SYN, 0, 1));
  }

  @Test
  void windowUpdates_thatOverflow_areAProtocolError() throws MalformedInput {
    YamuxPair.Reader out = pair.dialer.open();
    pair.settle();
    int id = out.stream().id();
    assertThatThrownBy(
            () -> pair.listener.session.received(Frame.header(Frame.WINDOW_UPDATE, 0, id, -1)))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void malformedHeaders_areProtocolErrors() {
    for (ByteBuffer header :
        List.of(
            ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}),
            Frame.header(4, 0, 0, 0),
            Frame.header(Frame.DATA, Frame.SYN, 0, 0),
            Frame.header(Frame.DATA, Frame.SYN, 2, 0),
            Frame.header(Frame.DATA, 0, 9, WINDOW + 1))) {
      YamuxPair fresh = new YamuxPair(YamuxPair.limits(), 1);
      assertThatThrownBy(() -> fresh.listener.session.received(header))
          .isInstanceOf(MalformedInput.class);
    }
  }

  @Property(tries = 40)
  void randomUse_losesNothing_andLeavesNothing(@ForAll long seed) throws MalformedInput {
    Random random = new Random(seed);
    YamuxPair joined = new YamuxPair(YamuxPair.limits(), seed);
    List<YamuxPair.Reader> outs = new ArrayList<>();
    List<ByteArrayOutputStream> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int action = random.nextInt(10);
      if (action == 0 || outs.isEmpty()) {
        outs.add(joined.dialer.open());
        sent.add(new ByteArrayOutputStream());
      } else if (action < 6) {
        int which = random.nextInt(outs.size());
        byte[] bytes = new byte[random.nextInt(60_000)];
        random.nextBytes(bytes);
        if (outs.get(which).stream().write(ByteBuffer.wrap(bytes.clone()))) {
          sent.get(which).writeBytes(bytes);
        }
      } else if (action == 6) {
        outs.get(random.nextInt(outs.size())).stream().closeWrite();
      } else if (action == 7 && !joined.listener.opened.isEmpty()) {
        joined.listener.opened.get(random.nextInt(joined.listener.opened.size())).pause();
      } else if (action == 8 && !joined.listener.opened.isEmpty()) {
        joined.listener.opened.get(random.nextInt(joined.listener.opened.size())).resume();
      } else {
        joined.dialer.session.pump();
        joined.move(joined.dialer, joined.listener);
        joined.move(joined.listener, joined.dialer);
      }
    }
    outs.forEach(out -> out.stream().closeWrite());
    joined.settle();
    for (YamuxStream stream : List.copyOf(joined.listener.opened)) {
      stream.resume();
      stream.closeWrite();
      joined.settle();
    }
    for (int i = 0; i < outs.size(); i++) {
      assertThat(joined.listener.readers.get(i).bytes.toByteArray())
          .isEqualTo(sent.get(i).toByteArray());
      assertThat(joined.listener.readers.get(i).ends).isEqualTo(1);
      assertThat(outs.get(i).released).isEqualTo(sent.get(i).size());
    }
    assertThat(joined.dialer.session.streams()).isZero();
    assertThat(joined.listener.session.streams()).isZero();
    assertThat(joined.listener.session.buffered()).isZero();
  }

  @Property(tries = 1000)
  void anyBytes_areTakenOrRefused_withinTheBuffer(@ForAll @Size(max = 300) byte[] bytes) {
    YamuxPair fresh = new YamuxPair(YamuxPair.limits(), 1);
    fresh.listener.pauseNew = true;
    for (int i = 0; i + 12 <= bytes.length; i += 12) {
      // Mostly valid headers reach further than noise does.
      bytes[i] = 0;
      bytes[i + 1] &= 1;
      bytes[i + 2] = 0;
      bytes[i + 4] = 0;
      bytes[i + 5] = 0;
      bytes[i + 6] = 0;
      bytes[i + 8] = 0;
      bytes[i + 9] = 0;
    }
    try {
      fresh.listener.session.received(ByteBuffer.wrap(bytes));
    } catch (MalformedInput e) {
      assertThat(e.reason()).isNotEmpty();
    }
    assertThat(fresh.listener.session.buffered()).isBetween(0L, 4L << 20);
  }

  private static ByteBuffer lastFrame(YamuxPair.Side side) {
    byte[] all = side.written.toByteArray();
    return ByteBuffer.wrap(all, all.length - Frame.HEADER, Frame.HEADER).slice();
  }
}
