package org.annals.quota;

/**
 * Leave to move payload bytes. Uploads ask before the block is read, downloads before the request
 * for it is sent; control messages and metadata do not ask.
 *
 * <p>Thread-safe; never blocks.
 */
public interface TransferGate {

  /**
   * Asks for leave to move bytes. {@code onGranted} runs exactly once when leave is given, unless
   * the ticket is cancelled before; it may run inside this call, on the caller's thread, or later
   * on another thread, and must return at once. Leave of one flow is given in the order asked.
   *
   * @param bytes payload and message header, 1 to 128 KiB + 13
   */
  Ticket ask(Flow flow, Direction direction, int bytes, Runnable onGranted);

  /**
   * Counts bytes that really went over a socket.
   *
   * @param payload bytes of chunks and catalogues
   * @param wire all bytes of the connection, payload included
   */
  void moved(Account account, Direction direction, long payload, long wire);

  /** What has been counted for an account since this gate was made. */
  TransferTotals totals(Account account);

  /** What has been counted for all accounts together. */
  TransferTotals totals();
}
