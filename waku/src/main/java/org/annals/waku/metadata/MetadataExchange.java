package org.annals.waku.metadata;

import java.time.Duration;
import org.annals.waku.host.Connection;
import org.annals.waku.host.Host;
import org.annals.waku.host.HostListener;
import org.annals.waku.request.Questions;
import org.annals.waku.request.Reply;
import org.annals.waku.request.RequestProtocol;

/**
 * Tells who asks, asks each new connection, and closes those of other networks.
 *
 * <p>A peer that cannot answer keeps its connection: not every implementation mounts the protocol,
 * and one without relay does no harm. One that answers nonsense loses it. Lives on the host's loop.
 */
public final class MetadataExchange implements HostListener {
  /** The protocol's id. */
  public static final String PROTOCOL = "/vac/waku/metadata/1.0.0";

  private static final RequestProtocol REQUEST =
      new RequestProtocol(
          PROTOCOL, MetadataCodec.MAX_BYTES, MetadataCodec.MAX_BYTES, Duration.ofSeconds(10));

  private final Questions questions;
  private final Metadata own;

  private MetadataExchange(Host host, Metadata own) {
    this.questions = new Questions(host, REQUEST);
    this.own = own;
  }

  /** Mounts the protocol, to be done before the host starts. */
  public static void mount(Host host, Metadata own) {
    MetadataExchange exchange = new MetadataExchange(host, own);
    exchange.questions.serve(exchange::asked);
    host.addListener(exchange);
  }

  @Override
  public void connected(Connection connection) {
    var unused =
        questions
            .ask(connection, MetadataCodec.encode(own))
            .whenComplete(
                (answer, failure) -> {
                  if (answer != null) {
                    judge(connection, answer);
                  }
                });
  }

  private void asked(Connection from, byte[] question, Reply reply) {
    // Also to strangers, so that they learn why they are left.
    reply.answer(MetadataCodec.encode(own));
    judge(from, question);
  }

  private void judge(Connection connection, byte[] bytes) {
    MetadataCodec.Outcome outcome = MetadataCodec.decode(bytes);
    if (outcome instanceof MetadataCodec.Decoded decoded) {
      if (own.isStrangerTo(decoded.metadata())) {
        connection.close("another network: " + decoded.metadata());
      }
    } else {
      connection.close(((MetadataCodec.Rejected) outcome).reason());
    }
  }
}
