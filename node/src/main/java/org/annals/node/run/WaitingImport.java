package org.annals.node.run;

import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Community;

/** A verified chunk whose messages are not in the database yet. */
record WaitingImport(Community community, LedgerEntry entry) {}
