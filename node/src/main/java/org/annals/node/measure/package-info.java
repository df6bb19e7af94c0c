/**
 * What a home measures of itself: bytes moved and how fast, work done, disk used. One state, {@link
 * org.annals.node.measure.Measured}, from which everything that shows numbers takes them. Start at
 * {@link org.annals.node.measure.Traffic}.
 */
@NullMarked
package org.annals.node.measure;

import org.jspecify.annotations.NullMarked;
