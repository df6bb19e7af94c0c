/**
 * Storage within caps: who may take how many bytes, and which chunks go when there are too many.
 *
 * <p>{@link org.annals.quota.storage.CappedStorage} counts and refuses. {@link
 * org.annals.quota.storage.FifoEviction} says which chunks make room for which, {@link
 * org.annals.quota.storage.CapPreview} what caps would lead to; both are pure functions over
 * records. {@link org.annals.quota.storage.FetchNeed} is what a fetch needs, for both. None knows
 * files or torrents.
 */
@NullMarked
package org.annals.quota.storage;

import org.jspecify.annotations.NullMarked;
