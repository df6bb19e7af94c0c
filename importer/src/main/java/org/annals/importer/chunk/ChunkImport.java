package org.annals.importer.chunk;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.importer.database.ChunkRows;
import org.annals.importer.database.WriteOutcome;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.work.Pace;

/** One run over one chunk. */
final class ChunkImport {
  private static final int NONE = -1;

  private final ChunkReader chunk;
  private final ChunkRows rows;
  private final SectionPipeline pipeline;
  private final Pace pace;
  private final SortedMap<String, Integer> rejected = new TreeMap<>();
  private int sections;
  private int current = NONE;

  ChunkImport(ChunkReader chunk, ChunkRows rows, SectionPipeline pipeline, Pace pace) {
    this.chunk = chunk;
    this.rows = rows;
    this.pipeline = pipeline;
    this.pace = pace;
  }

  ImportOutcome run() throws IOException, InterruptedException {
    boolean settled = false;
    try (pipeline) {
      Optional<ImportOutcome> trouble = sections();
      if (trouble.isEmpty()) {
        trouble = rows.finish().map(ChunkImport::noRoom);
        settled = true;
      }
      return trouble.orElseGet(() -> new ImportOutcome.Imported(sections, rows.counts(), rejected));
    } finally {
      if (!settled) {
        rows.abandon();
      }
    }
  }

  private Optional<ImportOutcome> sections() throws IOException, InterruptedException {
    for (SectionPipeline.Step step = pipeline.next(rows::isImported);
        step != null;
        step = pipeline.next(rows::isImported)) {
      if (step instanceof SectionPipeline.Broken broken) {
        return Optional.of(new ImportOutcome.Damaged(chunk.id() + ": " + broken.reason()));
      }
      Optional<ImportOutcome> trouble = insert((SectionPipeline.Checked) step);
      if (trouble.isPresent()) {
        return trouble;
      }
      pace.step();
    }
    return Optional.empty();
  }

  private Optional<ImportOutcome> insert(SectionPipeline.Checked step) throws IOException {
    if (step.section() != current) {
      current = step.section();
      Optional<ReserveOutcome.Refused> refused = rows.reserve(current);
      if (refused.isPresent()) {
        return Optional.of(
            new ImportOutcome.NoRoom(refused.get().reason(), refused.get().missing()));
      }
    }
    step.records()
        .rejected()
        .forEach((reason, count) -> rejected.merge(reason, count, Integer::sum));
    rows.add(step.records().accepted());
    if (!step.last()) {
      return Optional.empty();
    }
    sections++;
    return rows.endSection(current).map(ChunkImport::noRoom);
  }

  private static ImportOutcome noRoom(WriteOutcome.Refused refused) {
    return new ImportOutcome.NoRoom(refused.reason(), refused.missing());
  }
}
