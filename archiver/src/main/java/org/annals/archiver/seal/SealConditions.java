package org.annals.archiver.seal;

import java.util.function.Predicate;
import org.annals.archiver.TimeWindow;

/**
 * What the node knows about gaps in its messages.
 *
 * @param storesConfigured whether there is any Store from which gaps could be filled
 * @param gapsFilled whether gap filling for a window has ended against at least one Store
 */
public record SealConditions(boolean storesConfigured, Predicate<TimeWindow> gapsFilled) {}
