package org.annals.workload;

import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Envelope;
import org.annals.keys.PublicKey;

/**
 * A generated live message with what a capturing node knows about it.
 *
 * @param author who signed; the signature is valid
 * @param clock milliseconds since the epoch
 * @param target what an edit, deletion, reaction or pin is about
 */
public record WorkloadMessage(
    ChannelId channel,
    PublicKey author,
    MessageId id,
    long clock,
    Optional<MessageId> target,
    Envelope envelope) {}
