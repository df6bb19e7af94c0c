/** Tests. */
@NullMarked
package org.annals.node.database;

import org.jspecify.annotations.NullMarked;
