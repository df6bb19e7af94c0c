package org.annals.importer;

import org.annals.archiver.ChannelId;

/**
 * A channel of another program, as the catalogue's channel table will list it.
 *
 * @param description may be empty
 * @param category the heading under which it stands, for a thread its parent; may be empty
 * @param order place among the channels of one import, 0 or more
 */
public record ImportedChannel(
    ChannelId id, String name, String description, String category, int order) {}
