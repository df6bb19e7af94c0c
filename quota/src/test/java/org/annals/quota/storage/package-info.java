/** Tests of storage within caps. */
@NullMarked
package org.annals.quota.storage;

import org.jspecify.annotations.NullMarked;
