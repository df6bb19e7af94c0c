package org.annals.workload;

import org.annals.archiver.ChannelId;

/**
 * A generated channel, as the catalogue's channel table lists it.
 *
 * @param category for threads the name of their channel
 * @param order 0 or more
 */
public record WorkloadChannel(
    ChannelId id, String name, String description, String category, int order) {}
