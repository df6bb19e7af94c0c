/**
 * The {@code annals} command. Start at {@link org.annals.cli.Main}; every command that asks a node
 * or a home is a {@link org.annals.cli.RequestCommand}.
 */
@NullMarked
package org.annals.cli;

import org.jspecify.annotations.NullMarked;
