package org.annals.archiver.seal;

import org.annals.archiver.CommunityId;
import org.annals.archiver.TimeWindow;
import org.annals.keys.PublicKey;

/**
 * One packing of one window: where messages come from, by which rules, and what is left out.
 *
 * @param addendum whether chunks of this window exist already
 */
record PackScope(
    CommunityId community,
    TimeWindow window,
    boolean addendum,
    SealRules rules,
    MessageSource source,
    KnownMessages known,
    EnvelopeLoader loader,
    LeftOut left) {

  /** Whether this member may delete what others wrote. */
  boolean mayDelete(PublicKey member) {
    return member.equals(community.key()) || rules.moderators().contains(member);
  }
}
