/**
 * The requests that a home answers, each named as the command that sends it. Start at {@link
 * org.annals.node.command.HomeCommands}; what needs a running node too is in the other classes.
 */
@NullMarked
package org.annals.node.command;

import org.jspecify.annotations.NullMarked;
