package org.annals.archiver.seal;

import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What the packer needs to know of a message before it reads the envelope.
 *
 * @param channel null for type 85 only, which concerns the whole community
 * @param author who signed the envelope; the community key for imports
 * @param clock signed clock, milliseconds since the epoch
 * @param type envelope type: 1, 22, 28, 29, 31, 85 or another that Status knows
 * @param target the message that an edit, deletion, reaction or pin is about, else null
 * @param imported whether the envelope is an import (FORMAT section 2)
 * @param locator where the source finds the envelope; meaningless to others
 */
public record SourceEntry(
    @Nullable ChannelId channel,
    PublicKey author,
    MessageId id,
    long clock,
    int type,
    @Nullable MessageId target,
    boolean imported,
    long locator) {}
