package org.annals.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Figures of one run, in the order in which they were put. Confined to one thread. */
public final class Result {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> figures = new LinkedHashMap<>();

  /** Of a benchmark, with what identifies the run. */
  public Result(String benchmark) {
    figures.put("benchmark", benchmark);
    figures.put("java", System.getProperty("java.version", "?"));
    figures.put("processors", Runtime.getRuntime().availableProcessors());
    figures.put("load", LoadAverage.now());
  }

  /** Adds a figure or a map of figures; numbers with fractions are rounded to three digits. */
  public Result put(String name, Object value) {
    figures.put(name, value instanceof Double number ? rounded(number) : value);
    return this;
  }

  /** Prints the line for people on standard error and the JSON line on standard output. */
  public void print(String forPeople) {
    System.err.println(forPeople);
    try {
      System.out.println(JSON.writeValueAsString(figures));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures are plain values", e);
    }
    System.out.flush();
  }

  /** Rounds to at least four significant digits or three decimals. */
  public static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3f", value));
  }
}
