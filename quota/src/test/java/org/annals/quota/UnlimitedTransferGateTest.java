package org.annals.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class UnlimitedTransferGateTest extends TransferGateContract {

  @Override
  protected TransferGate newGate() {
    return new UnlimitedTransferGate();
  }

  @Test
  void ask_always_isGrantedInsideTheCall() {
    AtomicBoolean granted = new AtomicBoolean();
    newGate()
        .ask(
            new Flow(Account.NODE, "chunk", "peer"),
            Direction.DOWN,
            16_384,
            () -> granted.set(true));
    assertThat(granted).isTrue();
  }
}
