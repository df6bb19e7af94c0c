package org.annals.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which names and bytes would survive a crash: names are durable after a sync of their directory,
 * bytes after a sync of their file. Guarded by the file system's lock.
 */
final class DiskModel {
  private final Path root;
  private TreeMap<Path, Node> now = new TreeMap<>();
  private TreeMap<Path, Node> durable = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();

  /** A file or directory, whatever its name is at the moment. */
  private static final class Node {
    private final boolean directory;
    private byte[] synced = {};
    private byte[] last = {};
    private Set<PosixFilePermission> permissions = Set.of();

    private Node(boolean directory) {
      this.directory = directory;
    }
  }

  /** A change of names: {@code from} empty creates, {@code to} empty deletes. */
  private record Change(List<Path> from, List<Path> to, Node node) {
    void apply(TreeMap<Path, Node> names) {
      if (to.isEmpty()) {
        names.remove(from.get(0));
        return;
      }
      Path target = to.get(0);
      Path parent = target.getParent();
      boolean parentIsThere = parent == null || names.containsKey(parent);
      if (from.isEmpty() && parentIsThere) {
        names.put(target, node);
      } else if (!from.isEmpty() && names.containsKey(from.get(0)) && parentIsThere) {
        move(names, from.get(0), target);
      }
    }

    boolean touches(Path directory) {
      return Stream.concat(from.stream(), to.stream())
          .anyMatch(path -> parentOf(path).equals(directory));
    }

    private static void move(TreeMap<Path, Node> names, Path from, Path to) {
      for (Path path : List.copyOf(names.keySet())) {
        if (path.startsWith(from)) {
          Node node = names.remove(path);
          Path rest = from.relativize(path);
          if (node != null) {
            names.put(rest.toString().isEmpty() ? to : to.resolve(rest), node);
          }
        }
      }
    }
  }

  /** Takes everything under the root as durable. */
  DiskModel(Path root) throws IOException {
    this.root = root;
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Predicate.not(root::equals)).toList()) {
        Node node = new Node(Files.isDirectory(path));
        node.synced = node.directory ? new byte[0] : Files.readAllBytes(path);
        now.put(key(path), node);
      }
    }
    durable = new TreeMap<>(now);
  }

  private Path key(Path path) {
    return root.relativize(path.toAbsolutePath().normalize());
  }

  private static Path parentOf(Path key) {
    Path parent = key.getParent();
    return parent == null ? Path.of("") : parent;
  }

  void created(Path path, boolean directory) {
    change(new Change(List.of(), List.of(key(path)), new Node(directory)));
  }

  /** Before a file goes: its bytes may come back with its name. */
  void deleting(Path path) throws IOException {
    Node node = now.get(key(path));
    if (node != null && !node.directory && Files.isRegularFile(path)) {
      node.last = Files.readAllBytes(path);
    }
  }

  void deleted(Path path) {
    Node node = now.get(key(path));
    if (node != null) {
      change(new Change(List.of(key(path)), List.of(), node));
    }
  }

  void moved(Path from, Path to) {
    Node node = now.get(key(from));
    if (node != null) {
      change(new Change(List.of(key(from)), List.of(key(to)), node));
    }
  }

  private void change(Change change) {
    change.apply(now);
    pending.add(change);
  }

  /** A file's bytes, or a directory's names, are durable from now on. */
  void synced(Path path) throws IOException {
    Path key = key(path);
    if (Files.isDirectory(path)) {
      List<Change> kept = new ArrayList<>();
      for (Change change : pending) {
        if (change.touches(key)) {
          change.apply(durable);
        } else {
          kept.add(change);
        }
      }
      pending.clear();
      pending.addAll(kept);
      return;
    }
    Node node = now.get(key);
    if (node != null) {
      node.synced = Files.readAllBytes(path);
    }
  }

  /** Leaves on disk what the crash leaves. */
  void crash(Crash crash) throws IOException {
    rememberLastBytes();
    TreeMap<Path, Node> left = new TreeMap<>(durable);
    for (Change change : pending.subList(0, crash.keptNameChanges(pending.size()))) {
      change.apply(left);
    }
    Set<Path> orphans = new HashSet<>();
    for (Path path : left.keySet()) {
      Path parent = path.getParent();
      if (parent != null && (!left.containsKey(parent) || orphans.contains(parent))) {
        orphans.add(path);
      }
    }
    left.keySet().removeAll(orphans);
    wipe();
    for (var entry : left.entrySet()) {
      materialise(root.resolve(entry.getKey()), entry.getValue(), crash);
    }
    now = left;
    durable = new TreeMap<>(left);
    pending.clear();
  }

  private void rememberLastBytes() throws IOException {
    for (var entry : now.entrySet()) {
      Path path = root.resolve(entry.getKey());
      if (Files.exists(path)) {
        Node node = entry.getValue();
        node.permissions = Files.getPosixFilePermissions(path);
        node.last = node.directory ? new byte[0] : Files.readAllBytes(path);
      }
    }
  }

  private void wipe() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .filter(Predicate.not(root::equals))
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }

  private static void materialise(Path path, Node node, Crash crash) throws IOException {
    if (node.directory) {
      Files.createDirectory(path);
    } else {
      node.synced = crash.content(node.synced, node.last);
      Files.write(path, node.synced);
    }
    if (!node.permissions.isEmpty()) {
      Files.setPosixFilePermissions(path, node.permissions);
    }
  }
}
