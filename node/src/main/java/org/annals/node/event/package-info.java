/**
 * What happened to messages and chunks, stage by stage, with time and source: one port, one record,
 * one log file. Start at {@link org.annals.node.event.EventLog}.
 */
@NullMarked
package org.annals.node.event;

import org.jspecify.annotations.NullMarked;
