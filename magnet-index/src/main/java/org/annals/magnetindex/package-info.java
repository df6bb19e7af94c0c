/**
 * What chunks there are: catalogue, announcements, acceptance, invites (FORMAT sections 5 to 7),
 * and the ports through which they travel. Start at {@link org.annals.magnetindex.ControlTopic}.
 */
@NullMarked
package org.annals.magnetindex;

import org.jspecify.annotations.NullMarked;
