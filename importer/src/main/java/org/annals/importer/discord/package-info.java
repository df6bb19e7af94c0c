/**
 * History exported from Discord with DiscordChatExporter, as JSON. Start at {@link
 * org.annals.importer.discord.DiscordImport}.
 *
 * <p>What is signed is a function of the export and the community key alone: no path, time, locale
 * or order of files enters it. Everything in an export is hostile: sizes are bounded, paths lead
 * nowhere but below the export's own folder, images are recognised and never decoded. Confined to
 * the calling thread.
 */
@NullMarked
package org.annals.importer.discord;

import org.jspecify.annotations.NullMarked;
