/** Tests of the package of the same name. */
@NullMarked
package org.annals.waku.host.peer;

import org.jspecify.annotations.NullMarked;
