/**
 * Leave to work: how much of the processor and how many bytes of buffers packing, verifying and
 * importing may take. Start at {@link org.annals.quota.work.WorkGate}.
 */
@NullMarked
package org.annals.quota.work;

import org.jspecify.annotations.NullMarked;
