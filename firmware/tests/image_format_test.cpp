#include "image_format.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "printing.h"

namespace iotdm {

namespace {

// From docs/update.md.
const std::string kFooter(
    "IOTD\x01\x04"
    "0.2.0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\x40\x0D\x03\x00",
    32);

std::array<uint8_t, kFooterSize> bytes_of(const std::string& text) {
  std::array<uint8_t, kFooterSize> bytes{};
  std::memcpy(bytes.data(), text.data(), bytes.size());
  return bytes;
}

}  // namespace

TEST_CASE("A footer says layout, version and unpacked size") {
  const auto footer = read_footer(bytes_of(kFooter));
  REQUIRE(footer.has_value());
  CHECK(footer->layout_mb == 4);
  CHECK(footer->firmware.view() == "0.2.0");
  CHECK(footer->unpacked_size == 200000);
}

TEST_CASE("A version may fill its place in the footer") {
  std::string text = kFooter;
  text.replace(6, 22, "1.22.333-beta.4+abcdef");
  const auto footer = read_footer(bytes_of(text));
  REQUIRE(footer.has_value());
  CHECK(footer->firmware.view() == "1.22.333-beta.4+abcdef");
}

TEST_CASE("What is no footer is none") {
  struct Case {
    size_t at;
    std::string text;
  };
  const Case cases[] = {
      {0, "iotd"}, {3, "X"},   {4, std::string(1, '\0')}, {4, "\x02"}, {6, std::string(1, '\0')}, {7, " "}, {7, "\""},
      {7, "/"},    {7, "\xC3"}};
  for (const Case& c : cases) {
    std::string text = kFooter;
    text.replace(c.at, c.text.size(), c.text);
    CAPTURE(c.at);
    CHECK_FALSE(read_footer(bytes_of(text)).has_value());
  }
}

TEST_CASE("Numbers are little-endian") {
  const uint8_t bytes[] = {0x01, 0x02, 0x03, 0x84};
  CHECK(read_uint32(bytes) == 0x84030201);
}

}  // namespace iotdm
