package org.annals.node.run;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.magnetindex.announcement.DialRules;
import org.annals.node.command.LiveNode;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.bittorrent.BitTorrentSettings;
import org.annals.seeder.bittorrent.BitTorrentTransport;
import org.annals.seeder.dht.DistributedHashTable;
import org.annals.seeder.dht.MainlineNode;
import org.annals.seeder.dht.MainlineSettings;
import org.annals.waku.WakuNode;
import org.annals.waku.WakuOptions;
import org.annals.waku.WakuSurroundings;
import org.annals.waku.host.HostOptions;
import org.annals.waku.host.HostSurroundings;
import org.annals.waku.host.Libp2pHost;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.peer.HostKey;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.relay.RelayTraffic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets of a running node: Waku over libp2p, and BitTorrent. Thread-safe. */
public final class SocketNetwork implements Network {
  private static final Logger log = LoggerFactory.getLogger(SocketNetwork.class);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final WakuNode waku;
  private final ArchiveTransport transport;
  private final Optional<MainlineNode> hashTable;
  private final List<InetAddress> local;
  private final DialRules dialRules;

  private SocketNetwork(
      WakuNode waku,
      ArchiveTransport transport,
      Optional<MainlineNode> hashTable,
      List<InetAddress> local,
      DialRules dialRules) {
    this.waku = waku;
    this.transport = transport;
    this.hashTable = hashTable;
    this.local = local;
    this.dialRules = dialRules;
  }

  /**
   * What a network is made of.
   *
   * @param identity of the libp2p host
   */
  public record Parts(
      HostKey identity,
      HostSurroundings host,
      WakuSurroundings waku,
      BitTorrentTransport.Surroundings torrent) {}

  /**
   * Starts listening.
   *
   * @throws IOException when an address or port cannot be bound; nothing stays open then
   */
  public static SocketNetwork start(NetworkOptions options, Parts parts) throws IOException {
    List<InetAddress> local = localAddresses(options.listen());
    Libp2pHost host =
        Libp2pHost.create(
            parts.identity(), HostOptions.listeningOn(wakuAddresses(options)), parts.host());
    WakuNode waku =
        WakuNode.start(
            host,
            WakuOptions.withPeers(options.peers().toArray(new Multiaddr[0])).on(options.shard()),
            parts.waku());
    boolean outside = !options.listen().isLoopbackAddress();
    BitTorrentSettings settings =
        BitTorrentSettings.quiet(options.listen(), options.torrentPort()).discovery(true, outside);
    try {
      BitTorrentTransport transport = BitTorrentTransport.open(settings, parts.torrent());
      List<InetAddress> named =
          options.peers().stream().flatMap(peer -> literal(peer).stream()).toList();
      Optional<MainlineNode> hashTable =
          outside && options.dht()
              ? hashTable(options.listen(), transport.port(), parts.torrent().ticker())
              : Optional.empty();
      hashTable.ifPresent(node -> transport.meetNodes(node::meet));
      return new SocketNetwork(waku, transport, hashTable, local, new DialRules(local, named));
    } catch (IOException e) {
      waku.close();
      throw e;
    }
  }

  /** A node works without it: what is missing then is one of several ways to find others. */
  private static Optional<MainlineNode> hashTable(
      InetAddress listen, int port, LongSupplier ticker) {
    try {
      return Optional.of(
          MainlineNode.open(
              MainlineSettings.publicOnes(listen, port), ticker, Lanes.named("dht-" + port)));
    } catch (SocketException e) {
      log.warn("the DHT cannot be used", e);
      return Optional.empty();
    }
  }

  private static Multiaddr[] wakuAddresses(NetworkOptions options) {
    InetAddress listen = options.listen();
    int port = options.wakuPort();
    List<Multiaddr> addresses = new ArrayList<>();
    addresses.add(Multiaddr.tcp(new InetSocketAddress(listen, port)));
    if (listen.isAnyLocalAddress() && !(listen instanceof Inet6Address) && hasIpv6()) {
      addresses.add(Multiaddr.of("/ip6/::/tcp/" + port));
    }
    return addresses.toArray(new Multiaddr[0]);
  }

  private static boolean hasIpv6() {
    return localAddresses().anyMatch(each -> each instanceof Inet6Address);
  }

  private static List<InetAddress> literal(Multiaddr address) {
    return address.tcpTarget().filter(target -> !target.isName()).stream()
        .map(target -> new InetSocketAddress(target.host(), target.port()).getAddress())
        .toList();
  }

  /** The concrete addresses on which others may reach a node that listens here. */
  private static List<InetAddress> localAddresses(InetAddress listen) {
    if (!listen.isAnyLocalAddress()) {
      return List.of(listen);
    }
    return localAddresses().filter(each -> !each.isLoopbackAddress()).toList();
  }

  private static Stream<InetAddress> localAddresses() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .flatMap(each -> Collections.list(each.getInetAddresses()).stream())
          .filter(each -> !each.isLinkLocalAddress());
    } catch (SocketException e) {
      throw new IllegalStateException("the network interfaces cannot be listed", e);
    }
  }

  /** The multiaddrs on which the Waku host listens, wildcards as they are. */
  List<Multiaddr> listenAddresses() {
    return waku.listenAddresses();
  }

  @Override
  public ControlTopic topic() {
    return waku;
  }

  @Override
  public NeighbourExchange neighbours() {
    return waku;
  }

  @Override
  public ArchiveTransport transport() {
    return transport;
  }

  @Override
  public Optional<DistributedHashTable> hashTable() {
    return hashTable.map(node -> node);
  }

  @Override
  public Predicate<PeerAddress> mayDial() {
    return dialRules;
  }

  @Override
  public String peerId() {
    return waku.peerId().toString();
  }

  @Override
  public void keepConnected(String address) {
    try {
      waku.keepConnected(Multiaddr.parse(address));
    } catch (MalformedInput e) {
      log.warn("an invite names an address that cannot be understood: {}", address, e);
    }
  }

  @Override
  public LiveNode.WakuState wakuState() throws InterruptedException {
    try {
      RelayTraffic traffic = waku.relayTraffic().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
      int subscribers = waku.subscribers().get(ANSWER.toSeconds(), TimeUnit.SECONDS).size();
      return new LiveNode.WakuState(
          peerId(),
          waku.pubsubTopic(),
          waku.connectedPeers().size(),
          subscribers,
          traffic.sentBytes(),
          traffic.receivedBytes());
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Waku does not answer", e);
    }
  }

  @Override
  public List<PeerAddress> torrentAddresses() {
    return local.stream().map(each -> new PeerAddress(each, transport.port())).toList();
  }

  @Override
  public List<String> wakuAddresses() {
    return waku.listenAddresses().stream().flatMap(this::concrete).distinct().toList();
  }

  private Stream<String> concrete(Multiaddr address) {
    String text = address.toString();
    if (text.startsWith("/ip4/0.0.0.0/")) {
      return local.stream()
          .filter(each -> !(each instanceof Inet6Address))
          .map(each -> text.replace("/ip4/0.0.0.0/", "/ip4/" + each.getHostAddress() + "/"));
    }
    if (text.startsWith("/ip6/::/")) {
      return local.stream()
          .filter(each -> each instanceof Inet6Address)
          .map(each -> text.replace("/ip6/::/", "/ip6/" + bare(each) + "/"));
    }
    return Stream.of(text);
  }

  private static String bare(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  @Override
  public void close() {
    hashTable.ifPresent(MainlineNode::close);
    waku.close();
    transport.close();
  }
}
