package org.annals.seeder.bittorrent;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.annals.archiver.PeerAddress;

/** An HTTP tracker (BEP 3, BEP 23) that names one peer, whatever it is asked for. */
public final class TinyTracker implements AutoCloseable {
  private final HttpServer server;

  /** Names that peer. */
  public TinyTracker(PeerAddress peer) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes("d8:intervali60e5:peers6:".getBytes(StandardCharsets.US_ASCII));
    answer.writeBytes(peer.address().getAddress());
    answer.write(peer.port() >> 8);
    answer.write(peer.port());
    answer.write('e');
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/announce",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.size());
          answer.writeTo(exchange.getResponseBody());
          exchange.close();
        });
    server.start();
  }

  /** Its announce URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
