@NullMarked
package org.annals.node.measure;

import org.jspecify.annotations.NullMarked;
