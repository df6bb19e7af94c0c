/**
 * The limits that people set, and what of them holds at a moment: normal rates, a weekly schedule,
 * slow, pause, a monthly budget. Everything is computed from the clock, nothing from an edge that
 * somebody must not miss. Start at {@link org.annals.quota.schedule.LimitsNow}.
 *
 * <p>Pure and thread-safe; time, zone and traffic are passed in.
 */
@NullMarked
package org.annals.quota.schedule;

import org.jspecify.annotations.NullMarked;
