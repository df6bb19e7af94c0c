/**
 * {@code annals demo}: the main job on this machine, with three node processes that talk by sockets
 * only. Start at {@link org.annals.cli.demo.Demo}.
 */
@NullMarked
package org.annals.cli.demo;

import org.jspecify.annotations.NullMarked;
