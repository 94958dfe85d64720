#include "words.h"

#include <doctest/doctest.h>

namespace iotdm {

TEST_CASE("A word is found by its index, and nothing behind the last one") {
  const std::string_view words[] = {"none", "up", "down", "", ""};
  for (uint8_t i = 0; i < 5; ++i) {
    CHECK(word_at("none up down", i) == words[i]);
  }
}

TEST_CASE("An index is found by a whole word only") {
  CHECK(index_of_word("none up down", "none") == 0);
  CHECK(index_of_word("none up down", "down") == 2);
  for (const std::string_view word : {"", "dow", "downs", "up down", "Up", " "}) {
    CAPTURE(word.data());
    CHECK(index_of_word("none up down", word) == -1);
  }
}

TEST_CASE("A name is a few lower-case letters and digits") {
  for (const std::string_view name : {"a", "k3v9", "0000"}) {
    CHECK(is_name(name, 4));
  }
  for (const std::string_view text : {"", "abcde", "A", "a-b", "a b", "\xc3\xa4", "a\"", "`", "{", "/", ":"}) {
    CAPTURE(text.data());
    CHECK_FALSE(is_name(text, 4));
  }
}

}  // namespace iotdm
