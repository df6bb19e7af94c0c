package org.annals.node.measure;

import java.time.Instant;
import org.annals.quota.TransferTotals;

/**
 * What moved in one step of a series.
 *
 * @param start of the step
 */
public record Sample(Instant start, TransferTotals moved) {}
