package org.annals.cli.blackbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;

/** A community with its history: an owner whose node runs, and members that join it. */
final class OwnerAndMember implements AutoCloseable {
  private final Path directory;
  private final AnnalsHome owner;
  private final AnnalsHome member;

  private OwnerAndMember(Path directory, AnnalsHome owner, AnnalsHome member) {
    this.directory = directory;
    this.owner = owner;
    this.member = member;
  }

  /** An owner who has packed that history and runs; a member that has not joined yet. */
  static OwnerAndMember packed(Path directory, DiscordExport export)
      throws IOException, InterruptedException {
    AnnalsHome owner = AnnalsHome.init(directory.resolve("owner"));
    owner.ok("community", "create", "Book club");
    Path exported = directory.resolve("export");
    export.writeTo(exported);
    owner.ok("import", "discord", exported.toString());
    owner.ok("pack", "--now");
    owner.startNode();
    return new OwnerAndMember(directory, owner, AnnalsHome.init(directory.resolve("member")));
  }

  AnnalsHome owner() {
    return owner;
  }

  AnnalsHome member() {
    return member;
  }

  Path directory() {
    return directory;
  }

  /** The member joins with the owner's invite; its node does not run yet. */
  void join() throws IOException, InterruptedException {
    member.join(owner.ok("invite").path("invite").asText());
  }

  /** The member joins, starts and fetches everything. */
  JsonNode sync() throws IOException, InterruptedException {
    join();
    member.startNode();
    return member.ok("sync", "--wait", "--timeout", "120");
  }

  @Override
  public void close() {
    owner.close();
    member.close();
  }
}
