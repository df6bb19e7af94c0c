package org.annals.magnetindex.head;

/**
 * One decision of {@link Acceptance}.
 *
 * @param next the state after it; the same object when nothing changed
 */
record Step(HeadState next, HeadOutcome outcome) {}
