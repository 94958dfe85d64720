#include "pixel_code.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace iotdm {

namespace {

constexpr double kUartBitNs = 1e9 / kPixelBaud;

// What an inverted UART puts on the line: the start bit, 6 data bits from the lowest on, the stop bit.
std::string on_the_line(uint8_t uart_byte) {
  std::string line = "1";
  for (int bit = 0; bit < 6; ++bit) {
    line += (uart_byte >> bit & 1) != 0 ? '0' : '1';
  }
  return line + '0';
}

// How long the line is high and then low, in ns, for each bit of the strip.
std::vector<std::pair<double, double>> pulses(uint8_t colour) {
  std::string line;
  for (const uint8_t byte : uart_bytes(colour)) {
    line += on_the_line(byte);
  }
  std::vector<std::pair<double, double>> found;
  for (size_t at = 0; at < line.size();) {
    const size_t falls = line.find('0', at);
    const size_t rises = std::min(line.find('1', falls), line.size());
    found.emplace_back(static_cast<double>(falls - at) * kUartBitNs, static_cast<double>(rises - falls) * kUartBitNs);
    at = rises;
  }
  return found;
}

struct Range {
  double least;
  double most;
};

bool is_in(double ns, const Range& range) { return ns >= range.least && ns <= range.most; }

// High and low of a zero and of a one, in ns.
struct DataSheet {
  Range zero[2];
  Range one[2];
};

constexpr DataSheet kDataSheets[] = {
    // Worldsemi, WS2812B: 400, 850 / 800, 450, each ± 150
    {{{250, 550}, {700, 1000}}, {{650, 950}, {300, 600}}},
    // Worldsemi, WS2812B, version 5: 220 to 380, 580 to 1,000 / 580 to 1,000, 220 to 420
    {{{220, 380}, {580, 1000}}, {{580, 1000}, {220, 420}}},
};

}  // namespace

TEST_CASE("The code of each colour has eight pulses, the highest bit first, within the times of the data sheets") {
  for (int colour = 0; colour < 256; ++colour) {
    CAPTURE(colour);
    const auto found = pulses(static_cast<uint8_t>(colour));
    REQUIRE(found.size() == 8);
    for (int bit = 0; bit < 8; ++bit) {
      const auto [high, low] = found[static_cast<size_t>(bit)];
      for (const DataSheet& sheet : kDataSheets) {
        const Range* expected = (colour >> (7 - bit) & 1) != 0 ? sheet.one : sheet.zero;
        CHECK(is_in(high, expected[0]));
        CHECK(is_in(low, expected[1]));
      }
    }
  }
}

TEST_CASE("All bits last equally long, also across two bytes") {
  for (int colour = 0; colour < 256; ++colour) {
    for (const auto& [high, low] : pulses(static_cast<uint8_t>(colour))) {
      CHECK(high + low == 1250);
    }
  }
}

TEST_CASE("Only 6 bits of a UART byte are used") {
  for (int colour = 0; colour < 256; ++colour) {
    for (const uint8_t byte : uart_bytes(static_cast<uint8_t>(colour))) {
      CHECK(byte < 64);
    }
  }
}

}  // namespace iotdm
