package org.annals.node.community;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.annals.archiver.CommunityId;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** All communities of a home, and how people name them. Thread-safe. */
public final class Communities implements AutoCloseable {
  private final ConcurrentSkipListMap<CommunityId, Community> all = new ConcurrentSkipListMap<>();

  /** Adds one that was opened. */
  public void add(Community community) {
    all.put(community.id(), community);
  }

  /** All, ascending by id. */
  public Collection<Community> all() {
    return List.copyOf(all.values());
  }

  /** One by its id. */
  public Optional<Community> get(CommunityId id) {
    return Optional.ofNullable(all.get(id));
  }

  /**
   * The community that people mean: by id, by a unique beginning of it, by name, or, when they name
   * none, the only one.
   */
  public Community named(Optional<String> name) throws CommandFailure {
    if (name.isEmpty()) {
      return only();
    }
    String wanted = beginning(name.get());
    List<Community> found =
        all.values().stream()
            .filter(
                each ->
                    each.id().toString().startsWith(wanted)
                        || each.row().name().toLowerCase(Locale.ROOT).equals(wanted))
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "There is no community '" + name.get() + "' in this home.",
          "No id begins like that, and no community has that name.",
          "'annals community list' shows all of them.");
    }
    throw ambiguous("'" + name.get() + "' means several communities.");
  }

  /** A name or a beginning of an id as people give it: an id that was cut short for them, too. */
  public static String beginning(String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    return wanted.endsWith("…") ? wanted.substring(0, wanted.length() - 1) : wanted;
  }

  private Community only() throws CommandFailure {
    if (all.isEmpty()) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "This home has no community yet.",
          "None was made here and no invite was taken in.",
          "'annals community create NAME' makes one, 'annals community add INVITE' joins one.");
    }
    if (all.size() > 1) {
      throw ambiguous("Say which community is meant.");
    }
    return all.firstEntry().getValue();
  }

  private CommandFailure ambiguous(String message) {
    String names =
        String.join(
            ", ", all.values().stream().map(c -> c.id().toString().substring(0, 14)).toList());
    return new CommandFailure(
        ErrorCode.AMBIGUOUS,
        message,
        "This home has " + all.size() + " communities: " + names + ".",
        "Name one with --community ID; a unique beginning of the id is enough.");
  }

  /** Closes all of them; goes on after a failure and reports the first. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Community each : all.values()) {
      try {
        each.close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    all.clear();
    if (first != null) {
      throw first;
    }
  }
}
