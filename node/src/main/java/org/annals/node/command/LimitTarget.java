package org.annals.node.command;

import java.util.Optional;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.request.CommandFailure;
import org.annals.quota.Account;

/**
 * Whose limits a request means: one community's where it names one, else the whole node's.
 *
 * @param name for people
 */
record LimitTarget(Account account, String name) {
  static LimitTarget of(Arguments arguments, Communities communities) throws CommandFailure {
    Optional<String> named = arguments.community();
    return named.isPresent() ? of(communities.named(named)) : new LimitTarget(Account.NODE, "node");
  }

  static LimitTarget of(Community community) {
    return new LimitTarget(community.id().account(), community.row().name());
  }
}
