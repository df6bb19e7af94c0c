package org.annals.importer.database;

import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.TombstoneReason;

/** That a message is gone, and why. */
public record ShownTombstone(MessageId target, ChannelId channel, TombstoneReason reason) {}
