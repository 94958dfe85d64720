#include "json_unescape.h"

#include <doctest/doctest.h>

#include <string>

#include "printing.h"

namespace iotdm {

namespace {

std::optional<std::string> unescaped(std::string_view text) {
  std::string bytes(64, '?');
  const auto size = json_unescape(text, bytes.data(), bytes.size());
  return size ? std::optional(bytes.substr(0, *size)) : std::nullopt;
}

}  // namespace

TEST_CASE("Escapes become what they stand for") {
  struct Case {
    std::string_view text;
    std::string bytes;
  };
  const Case cases[] = {
      {"", ""},
      {"plain", "plain"},
      {"J\xc3\xb6rg", "J\xc3\xb6rg"},
      {R"(a\"b\\c\/d)", "a\"b\\c/d"},
      {R"(\b\f\n\r\t)", "\b\f\n\r\t"},
      {R"(\u0041\u007f)", "A\x7f"},
      {R"(\u0080\u00fc\u07FF)", "\xc2\x80\xc3\xbc\xdf\xbf"},
      {R"(\u0800\u20aC\uffff)", "\xe0\xa0\x80\xe2\x82\xac\xef\xbf\xbf"},
      {R"(\uD83D\uDE00)", "\xf0\x9f\x98\x80"},
      {R"(\ud800\udc00\uDBFF\uDFFF)", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"},
      {R"(\u0000)", std::string(1, '\0')},
      {R"(\\u0041)", "\\u0041"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(unescaped(c.text) == c.bytes);
  }
}

TEST_CASE("Broken escapes are no text") {
  for (const std::string_view text : {R"(\)",        R"(a\)",           R"(\x41)",         R"(\a)",
                                      R"(\U0041)",   R"(\u)",           R"(\u004)",        R"(\u00g1)",
                                      R"(\u00 1)",   R"(\u-041)",       R"(\ud83d)",       R"(\ud83dx)",
                                      R"(\ud83d\n)", R"(\ud83d\u)",     R"(\ud83d\u0041)", R"(\ud83d\ud83d)",
                                      R"(\ude00)",   R"(\ude00\ud83d)", R"(\ude00\ude00)", R"(\u004`)",
                                      R"(\u004@)",   R"(\u004G)",       R"(\u004/)",       R"(\u004:)"}) {
    CAPTURE(text);
    CHECK(unescaped(text) == std::nullopt);
  }
}

TEST_CASE("A text that does not fit is counted, and nothing is written behind the room") {
  for (const std::string_view text : {R"(abcdef)", R"(abc\u20ac)", R"(ab\ud83d\ude00)", R"(\n\n\n\n\n\n)"}) {
    for (size_t room = 0; room <= 6; ++room) {
      std::string bytes(8, '?');
      CHECK(json_unescape(text, bytes.data(), room) == 6);
      CHECK(bytes.substr(room) == std::string(8 - room, '?'));
    }
  }
}

}  // namespace iotdm
