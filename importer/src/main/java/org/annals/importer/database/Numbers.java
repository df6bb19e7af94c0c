package org.annals.importer.database;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Small numbers for authors and channels, so that rows need not repeat 33 or 16 bytes. Numbers are
 * handed out in order of arrival and have no meaning outside of this file.
 */
final class Numbers<T> {
  private static final int CACHED = 16_384;

  private final MVMap<byte[], byte[]> byNumber;
  private final MVMap<byte[], byte[]> byValue;
  private final Function<T, byte[]> write;
  private final Function<byte[], T> read;
  private final Map<T, Integer> numbers = new BoundedMap<>();
  private final Map<Integer, T> values = new BoundedMap<>();

  Numbers(
      MVMap<byte[], byte[]> byNumber,
      MVMap<byte[], byte[]> byValue,
      Function<T, byte[]> write,
      Function<byte[], T> read) {
    this.byNumber = byNumber;
    this.byValue = byValue;
    this.write = write;
    this.read = read;
  }

  /** The number of a value; a new one when it has none. Needs the writer's lock. */
  int number(T value) {
    Integer cached;
    synchronized (this) {
      cached = numbers.get(value);
    }
    if (cached != null) {
      return cached;
    }
    byte[] bytes = write.apply(value);
    byte[] found = byValue.get(bytes);
    int number = found == null ? byNumber.size() : Keys.intAt(found, 0);
    if (found == null) {
      byNumber.put(Keys.number(number), bytes);
      byValue.put(bytes, Keys.number(number));
    }
    synchronized (this) {
      numbers.put(value, number);
    }
    return number;
  }

  /** How many values there are; their numbers are lower. */
  int size() {
    return byNumber.size();
  }

  /** The number of a value, or -1 when it has none. */
  int find(T value) {
    byte[] found = byValue.get(write.apply(value));
    return found == null ? -1 : Keys.intAt(found, 0);
  }

  /** The value of a number. */
  T value(int number) {
    synchronized (this) {
      T cached = values.get(number);
      if (cached != null) {
        return cached;
      }
    }
    byte @Nullable [] bytes = byNumber.get(Keys.number(number));
    if (bytes == null) {
      throw new IllegalStateException("no value has the number " + number);
    }
    T value = read.apply(bytes);
    synchronized (this) {
      values.put(number, value);
    }
    return value;
  }

  private static final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > CACHED;
    }
  }
}
