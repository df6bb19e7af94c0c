package org.annals.waku.relay;

import org.annals.waku.gossipsub.GossipMessage;
import org.annals.waku.gossipsub.Validator;

/**
 * Accepts what is a Waku message and keeps the application's rule. Thread-safe when the rule is.
 */
final class WakuValidator implements Validator {
  private static final Verdict ACCEPTED = new Verdict.Accepted();

  private final RelayRule rule;

  WakuValidator(RelayRule rule) {
    this.rule = rule;
  }

  @Override
  public Verdict judge(GossipMessage message) {
    WakuMessageCodec.Outcome outcome = WakuMessageCodec.decode(message.data());
    if (outcome instanceof WakuMessageCodec.Decoded decoded) {
      return rule.refusal(message.topic(), decoded.message())
          .<Verdict>map(Verdict.Rejected::new)
          .orElse(ACCEPTED);
    }
    return new Verdict.Rejected(((WakuMessageCodec.Rejected) outcome).reason());
  }
}
