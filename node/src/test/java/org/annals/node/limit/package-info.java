@NullMarked
package org.annals.node.limit;

import org.jspecify.annotations.NullMarked;
