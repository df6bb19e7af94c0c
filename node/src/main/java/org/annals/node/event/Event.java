package org.annals.node.event;

import java.time.Instant;
import org.annals.archiver.CommunityId;

/**
 * One thing that happened.
 *
 * @param subject chunk id, catalogue position, or what else it happened to
 * @param source where it came from: a peer, an export, this home
 * @param messages how many messages it concerns, 0 when none
 */
public record Event(
    Instant at, CommunityId community, Stage stage, String subject, String source, long messages) {}
