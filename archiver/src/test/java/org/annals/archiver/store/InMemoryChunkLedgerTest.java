package org.annals.archiver.store;

final class InMemoryChunkLedgerTest extends ChunkLedgerContract {

  @Override
  protected ChunkLedger newLedger() {
    return new InMemoryChunkLedger();
  }

  @Override
  protected ChunkLedger reopened(ChunkLedger ledger) {
    return ledger;
  }
}
