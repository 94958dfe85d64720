#pragma once

#include <array>
#include <cstdint>

namespace iotdm {

// A strip of WS2812 wants 800,000 bits per second: a zero is a short pulse, a one a long pulse. An inverted UART makes
// them without any timing in software. At 3.2 Mbaud with 6 data bits, one of its bytes lasts as long as two bits of the
// strip: the start bit is the rising edge of the first one, the stop bit the low end of the second one, and the data
// bits between are sent from the lowest on.
//
//   line    1 a a 0   1 b b 0     each letter lasts 312.5 ns
//   UART    S 0 1 2   3 4 5 E     S: start bit, E: stop bit
//
// A zero is 312.5 ns high and 937.5 ns low, a one 937.5 ns high and 312.5 ns low. Source: Worldsemi, WS2812B data
// sheet: high for 400 ns or 800 ns, low for 850 ns or 450 ns, each ± 150 ns.
constexpr uint32_t kPixelBaud = 3200000;
constexpr uint8_t kUartBytesPerColour = 4;
// The strip shows what it got when the line was low for so long. Source: the same, version 5 (earlier ones: 50 µs).
constexpr uint16_t kPixelResetUs = 280;

// What an inverted UART has to send for one byte of a pixel, whose highest bit goes first.
constexpr std::array<uint8_t, kUartBytesPerColour> uart_bytes(uint8_t colour) {
  std::array<uint8_t, kUartBytesPerColour> bytes{};
  for (uint8_t i = 0; i < kUartBytesPerColour; ++i) {
    const auto pair = static_cast<uint8_t>(colour >> (6 - 2 * i));
    const auto first = (pair & 2) != 0 ? 0x04 : 0x07;
    const auto second = (pair & 1) != 0 ? 0x00 : 0x30;
    bytes[i] = static_cast<uint8_t>(first | second);
  }
  return bytes;
}

}  // namespace iotdm
