package org.annals.seeder.bittorrent;

import bt.bencoding.types.BEInteger;
import bt.bencoding.types.BEString;
import bt.metainfo.Torrent;
import bt.metainfo.TorrentId;
import bt.protocol.extended.ExtendedHandshake;
import bt.protocol.extended.ExtendedHandshakeFactory;
import bt.protocol.extended.ExtendedMessageTypeMapping;
import bt.runtime.Config;
import bt.service.ApplicationService;
import bt.torrent.TorrentRegistry;
import com.google.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Builds the extended handshake (BEP 10) for each connection anew: Bt keeps the first one for ever,
 * and on a file that was begun by magnet the first one has no metadata size.
 */
public class FreshExtendedHandshake extends ExtendedHandshakeFactory {
  private final TorrentRegistry torrents;
  private final ExtendedMessageTypeMapping mapping;
  private final int port;

  /** For the injector. */
  @Inject
  public FreshExtendedHandshake(
      TorrentRegistry torrents,
      ExtendedMessageTypeMapping mapping,
      ApplicationService application,
      Config config) {
    super(torrents, mapping, application, config);
    this.torrents = torrents;
    this.mapping = mapping;
    this.port = config.getAcceptorPort();
  }

  @Override
  public ExtendedHandshake getHandshake(TorrentId id) {
    ExtendedHandshake.Builder builder = ExtendedHandshake.builder();
    builder.property("p", new BEInteger(port));
    builder.property("reqq", new BEInteger(Uploads.MOST_REQUESTS));
    builder.property("v", new BEString("Annals".getBytes(StandardCharsets.US_ASCII)));
    Optional<Torrent> torrent = torrents.getTorrent(id);
    if (torrent.isPresent()) {
      int size = torrent.get().getSource().getExchangedMetadata().length;
      builder.property("metadata_size", new BEInteger(size));
    }
    mapping.visitMappings(builder::addMessageType);
    return builder.build();
  }
}
