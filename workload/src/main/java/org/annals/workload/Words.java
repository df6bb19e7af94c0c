package org.annals.workload;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Made-up words whose frequencies fall as those of real languages do, so that texts compress about
 * as well as real ones, and texts of the measured lengths and kinds.
 */
final class Words {
  private static final int VOCABULARY = 12_000;
  private static final String[] COMMON =
      ("the to a and I it is of in that you for this on have be not with but can are so my if or "
              + "just what do as at was we like me your they from how an get has there would when "
              + "one all think no use know will about out up does any some it's I'm don't need more "
              + "now then them way time work see good could why make thanks want try yes here "
              + "only than should really also which where these been new still run because same")
          .split(" ");
  private static final String[] ONSETS =
      "b c d f g h j k l m n p r s t v w st tr pl gr br cl sh th ch qu sp".split(" ");
  private static final String[] VOWELS = "a e i o u a e i o ea ou ai ee".split(" ");
  private static final String[] CODAS = "n r s t l m d k ng nd st ck   ".split(" ", -1);
  private static final String[] FOREIGN = {
    "\u00fcber",
    "caf\u00e9",
    "ma\u00f1ana",
    "\u0442\u0435\u0441\u0442",
    "\u043f\u0440\u0438\u0432\u0435\u0442",
    "\u4f60\u597d",
    "\u8b1d\u8b1d",
    "\u3042\u308a\u304c\u3068\u3046",
    "\u0645\u0631\u062d\u0628\u0627",
    "\u05e9\u05dc\u05d5\u05dd",
    "\u2192",
    "\u2014",
    "\u2026"
  };
  private static final String[] EMOJI = {
    "\ud83d\ude00",
    "\ud83d\ude02",
    "\ud83d\udc4d",
    "\u2764\ufe0f",
    "\ud83d\ude80",
    "\ud83e\udd14",
    "\ud83c\udf89",
    "\ud83d\ude05",
    "\ud83d\udc40",
    "\ud83d\ude4f"
  };

  private final List<String> vocabulary;
  private final Chance.Table frequency;
  private final double foreignShare;

  /** A vocabulary of its own for each seed. */
  Words(WorkloadSpec spec) {
    Chance chance = new Chance(spec.seed() ^ 0x776f726473L);
    Set<String> words = new LinkedHashSet<>(List.of(COMMON));
    while (words.size() < VOCABULARY) {
      words.add(invent(chance));
    }
    vocabulary = List.copyOf(words);
    frequency = new Chance.Table(Chance.zipf(VOCABULARY, 2.7, 1.0));
    foreignShare = spec.messages() < 100_000 ? 0.19 : 0.15;
  }

  private static String invent(Chance chance) {
    StringBuilder word = new StringBuilder();
    int syllables = 1 + chance.below(3);
    for (int i = 0; i < syllables; i++) {
      word.append(ONSETS[chance.below(ONSETS.length)]).append(VOWELS[chance.below(VOWELS.length)]);
      if (i == syllables - 1 || chance.happens(0.3)) {
        word.append(CODAS[chance.below(CODAS.length)].strip());
      }
    }
    return word.toString();
  }

  String word(Chance chance) {
    return vocabulary.get(frequency.draw(chance));
  }

  /** A name that belongs to a number. */
  String name(int number) {
    String word = vocabulary.get(COMMON.length + Math.floorMod(number * 7_919, 9_973));
    return Character.toUpperCase(word.charAt(0)) + word.substring(1) + number % 100;
  }

  /** A text that somebody types. */
  String text(Chance chance, String mentioned) {
    StringBuilder text = new StringBuilder();
    int length = length(chance);
    if (chance.happens(0.18)) {
      text.append('@').append(mentioned).append(' ');
    }
    if (chance.happens(0.10)) {
      text.append("https://").append(word(chance)).append(".example/").append(word(chance));
      text.append('/').append(chance.below(100_000)).append(' ');
    }
    boolean code = chance.happens(0.015);
    text.append(code ? "```\n" : "");
    // What was mentioned counts: the measured lengths are of whole messages.
    prose(text, Math.max(1, length - text.length()), chance, code);
    text.append(code ? "\n```" : "");
    if (chance.happens(foreignShare)) {
      String[] extras = chance.happens(0.6) ? EMOJI : FOREIGN;
      text.append(' ').append(extras[chance.below(extras.length)]);
    }
    return text.toString();
  }

  private void prose(StringBuilder text, int length, Chance chance, boolean code) {
    int end = text.length() + length;
    while (text.length() < end) {
      text.append(word(chance));
      if (text.length() < end) {
        text.append(code && chance.happens(0.2) ? "();\n" : chance.happens(0.08) ? ". " : " ");
      }
    }
    text.setLength(end);
    if (Character.isWhitespace(text.charAt(end - 1))) {
      text.setCharAt(end - 1, '!');
    }
  }

  private static int length(Chance chance) {
    double kind = chance.uniform();
    double length =
        kind < 0.20
            ? chance.logNormal(8, 0.8)
            : kind < 0.95 ? chance.logNormal(95, 1.0) : chance.logNormal(600, 0.6);
    int longest = chance.happens(0.0002) ? 4_000 : 2_000;
    return (int) Math.max(1, Math.min(longest - 100, length));
  }
}
