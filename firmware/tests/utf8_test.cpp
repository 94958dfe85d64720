#include "utf8.h"

#include <doctest/doctest.h>

namespace iotdm {

TEST_CASE("Text in UTF-8 is accepted") {
  const std::string_view texts[] = {
      "",
      "plain",
      "gr\xc3\xbcn",                   // ü
      "\xe2\x82\xac",                  // €
      "\xed\x9f\xbf",                  // U+D7FF
      "\xee\x80\x80",                  // U+E000
      "\xf0\x90\x80\x80",              // U+10000
      "\xf4\x8f\xbf\xbf",              // U+10FFFF
      "\xc2\x80\xdf\xbf\xe0\xa0\x80",  // U+0080, U+07FF, U+0800
  };
  for (const std::string_view text : texts) {
    CAPTURE(text.data());
    CHECK(is_utf8(text));
  }
}

TEST_CASE("Bytes that are no UTF-8 are noticed") {
  const std::string_view texts[] = {
      "\x80",              // a continuation without a beginning
      "\xff",              // no byte of UTF-8
      "\xc0\x80",          // overlong
      "\xc1\xbf",          // overlong
      "\xe0\x9f\xbf",      // overlong
      "\xf0\x8f\xbf\xbf",  // overlong
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // above U+10FFFF
      "\xf5\x80\x80\x80",  // above U+10FFFF
      "\xc3",              // cut off
      "\xe2\x82",          // cut off
      "\xc3(",             // no continuation
      "\xe2\x82(",         // no continuation
  };
  for (const std::string_view text : texts) {
    CAPTURE(text.data());
    CHECK_FALSE(is_utf8(text));
  }
}

}  // namespace iotdm
