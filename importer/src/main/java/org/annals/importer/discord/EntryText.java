package org.annals.importer.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of an entry: what was typed, then what only text can keep of stickers, forwards and a
 * bot's cards. Cards that Discord made of a typed link are left out: they repeat what others say.
 */
final class EntryText {
  /** Discord's own limit is 4,000; anything longer was not written by people. */
  static final int LONGEST = 200_000;

  private final List<String> paragraphs = new ArrayList<>();
  private int stickers;
  private int cards;
  private int derivedCards;

  private EntryText() {}

  static EntryText of(JsonNode entry, EntryKind kind) {
    EntryText text = new EntryText();
    text.add(Fields.text(entry, "content"));
    text.extras(entry, Fields.text(entry, "content"));
    JsonNode forwarded = entry.path("forwardedMessage");
    if (forwarded.isObject()) {
      text.add(("[forwarded] " + Fields.text(forwarded, "content")).strip());
      text.extras(forwarded, Fields.text(forwarded, "content"));
    }
    if (text.paragraphs.isEmpty() && !kind.written()) {
      text.add("[" + kind.name() + "]");
    }
    return text;
  }

  String text() {
    return Fields.cut(String.join("\n", paragraphs), LONGEST);
  }

  int stickers() {
    return stickers;
  }

  int cards() {
    return cards;
  }

  int derivedCards() {
    return derivedCards;
  }

  private void extras(JsonNode message, String typed) {
    for (JsonNode sticker : message.path("stickers")) {
      stickers++;
      add("[sticker: " + Fields.text(sticker, "name", 100) + "]");
    }
    for (JsonNode card : message.path("embeds")) {
      String url = Fields.text(card, "url");
      if (!url.isEmpty() && typed.contains(url)) {
        derivedCards++;
      } else {
        cards++;
        card(card, url);
      }
    }
  }

  private void card(JsonNode card, String url) {
    add(Fields.text(card.path("author"), "name"));
    add(Fields.text(card, "title"));
    add(url);
    add(Fields.text(card, "description"));
    for (JsonNode field : card.path("fields")) {
      String name = Fields.text(field, "name");
      String value = Fields.text(field, "value");
      add(name.isEmpty() || value.isEmpty() ? name + value : name + ": " + value);
    }
    add(Fields.text(card.path("footer"), "text"));
  }

  private void add(String paragraph) {
    if (!paragraph.isEmpty()) {
      paragraphs.add(paragraph);
    }
  }
}
