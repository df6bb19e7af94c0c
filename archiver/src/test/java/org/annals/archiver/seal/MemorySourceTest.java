package org.annals.archiver.seal;

import java.util.List;

final class MemorySourceTest extends MessageSourceContract {
  @Override
  protected MessageSource source(List<SampleItem> items) {
    return MemorySource.of(items);
  }

  @Override
  protected MessageSource source(SampleItem imported, byte[] media) {
    MemorySource source = MemorySource.of(imported);
    source.addMedia(media);
    return source;
  }
}
