package org.annals.seeder.sync;

/** A listed chunk and what this node has of it. */
public record Listed(SyncTarget target, Holding holding) {}
