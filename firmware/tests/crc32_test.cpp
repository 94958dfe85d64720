#include "crc32.h"

#include <doctest/doctest.h>

#include <string_view>

namespace iotdm {

TEST_CASE("crc32 gives the values of zlib") {
  struct Case {
    std::string_view text;
    uint32_t crc;
  };
  const Case cases[] = {
      {"", 0x00000000},
      {"a", 0xe8b7be43},
      {"123456789", 0xcbf43926},
      {"The quick brown fox jumps over the lazy dog", 0x414fa339},
  };
  for (const Case& c : cases) {
    CHECK(crc32(c.text.data(), c.text.size()) == c.crc);
  }
}

TEST_CASE("crc32 goes on from one piece to the next") { CHECK(crc32("6789", 4, crc32("12345", 5)) == 0xcbf43926); }

}  // namespace iotdm
