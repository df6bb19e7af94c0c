/** Tests of the package of the same name. */
@NullMarked
package org.annals.waku.host.multistream;

import org.jspecify.annotations.NullMarked;
