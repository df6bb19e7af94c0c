/** Tests. */
@NullMarked
package org.annals.node.request;

import org.jspecify.annotations.NullMarked;
