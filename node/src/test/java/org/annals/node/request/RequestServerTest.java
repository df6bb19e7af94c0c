package org.annals.node.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RequestServerTest {
  private static final int TOGETHER = 5;

  @TempDir private Path directory;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final CyclicBarrier together = new CyclicBarrier(TOGETHER);
  private final CountDownLatch began = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private Path socket;
  private RequestServer server;

  @BeforeEach
  void start() throws IOException {
    socket = directory.resolve("s");
    Map<String, Command> commands =
        Map.of(
            "echo",
            (arguments, progress) -> Reply.ok(arguments),
            "steps",
            (arguments, progress) -> {
              for (int i = 0; i < 100; i++) {
                progress.tell(object().put("event", "progress").put("done", i));
              }
              return new Reply(3, object().put("x", 1));
            },
            "meet",
            (arguments, progress) -> {
              try {
                together.await(20, TimeUnit.SECONDS);
              } catch (java.util.concurrent.BrokenBarrierException
                  | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException(e);
              }
              return Reply.ok(object());
            },
            "hang",
            (arguments, progress) -> {
              began.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
              return Reply.ok(object());
            },
            "bug",
            (arguments, progress) -> {
              throw new IllegalStateException("a bug");
            },
            "no",
            (arguments, progress) -> {
              throw new CommandFailure(ErrorCode.NO_ROOM, "what", "why", "do");
            });
    server = RequestServer.start(socket, new CommandTable(commands), executor);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    executor.shutdownNow();
    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private Reply ask(String command) throws IOException, CommandFailure {
    return RequestClient.ask(socket, command, object().put("a", "ü"), Progress.SILENT);
  }

  /** Sends bytes as they are and reads to the end. */
  private String raw(byte[] bytes) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer out = ByteBuffer.wrap(bytes);
      while (out.hasRemaining()) {
        channel.write(out);
      }
      ByteBuffer in = ByteBuffer.allocate(1 << 16);
      while (channel.read(in) >= 0) {
        assertThat(in.hasRemaining()).isTrue();
      }
      return new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void ask_echo_answersArguments() throws Exception {
    assertThat(ask("echo").json().path("a").asText()).isEqualTo("ü");
  }

  @Test
  void socket_isForItsOwnerOnly() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
  }

  @Test
  void ask_progress_comesInOrderBeforeTheEnd() throws Exception {
    List<Integer> steps = new ArrayList<>();
    Reply reply =
        RequestClient.ask(
            socket, "steps", object(), event -> steps.add(event.path("done").asInt()));
    assertThat(steps).hasSize(100).isSorted();
    assertThat(reply).isEqualTo(new Reply(3, object().put("x", 1)));
  }

  @Test
  void ask_severalAtOnce_allRun() throws Exception {
    List<Future<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      replies.add(executor.submit(() -> ask("meet")));
    }
    for (Future<Reply> each : replies) {
      assertThat(each.get(30, TimeUnit.SECONDS).exit()).isZero();
    }
  }

  @Test
  void clientGoesAway_commandIsInterrupted() throws Exception {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap("{\"command\":\"hang\"}\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ask("echo").exit()).isZero();
  }

  @Test
  void ask_bug_isUnexpectedAndServerGoesOn() throws Exception {
    assertThatThrownBy(() -> ask("bug"))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNEXPECTED);
              assertThat(e.code().code()).isEqualTo("ANN-G001");
              assertThat(e.reason()).contains("a bug");
              assertThat(e.remedy()).isNotEmpty();
            });
    assertThat(ask("echo").exit()).isZero();
  }

  @Test
  void ask_failure_arrivesWhole() {
    assertThatThrownBy(() -> ask("no"))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NO_ROOM);
              assertThat(List.of(e.getMessage(), e.reason(), e.remedy()))
                  .containsExactly("what", "why", "do");
            });
  }

  @Test
  void ask_unknownCommand_isUsage() {
    assertThatThrownBy(() -> ask("nothing"))
        .isInstanceOfSatisfying(
            CommandFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }

  @Test
  void garbage_isAnsweredAsUsage() throws Exception {
    for (String each : List.of("\n", "nonsense\n", "[]\n", "{\"command\":{}}\n", "{\n")) {
      assertThat(raw(each.getBytes(StandardCharsets.UTF_8))).contains("ANN-U001");
    }
    assertThat(ask("echo").exit()).isZero();
  }

  @Test
  void overLongRequest_isAnsweredAsUsage() throws Exception {
    byte[] endless = "x".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8);
    assertThat(raw(endless)).contains("ANN-U001");
    assertThat(ask("echo").exit()).isZero();
  }

  @Test
  void ask_nobodyListens_isIoException() throws Exception {
    server.close();
    assertThatThrownBy(() -> ask("echo")).isInstanceOf(IOException.class);
  }

  @Test
  void start_socketOfADeadNode_isReplaced() throws Exception {
    Path old = Files.createFile(directory.resolve("old"));
    try (RequestServer again = RequestServer.start(old, new CommandTable(Map.of()), executor)) {
      assertThat(again).isNotNull();
      assertThatThrownBy(() -> RequestClient.ask(old, "x", object(), Progress.SILENT))
          .isInstanceOf(CommandFailure.class);
    }
    assertThat(old).doesNotExist();
  }
}
