/** Tests of the package of the same name. */
@NullMarked
package org.annals.waku.host.noise;

import org.jspecify.annotations.NullMarked;
