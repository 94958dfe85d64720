#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ports.h"

namespace iotdm {

// The number of a part, in the order of the wire: its family, 48 bits of its own, a checksum. All zero: none.
using Rom = std::array<uint8_t, 8>;

constexpr uint8_t kRomBits = 64;

// CRC-8 of Maxim's application note 27. That of bytes with their checksum behind them is 0.
uint8_t crc8(const uint8_t* bytes, size_t count);

// The number of a DS18B20 of 16 lower-case hex digits; none when its family or its checksum is another one.
Rom read_rom(std::string_view digits);
bool is_ds18b20(const Rom& rom);

// The bus at one GPIO.
class OneWire {
 public:
  OneWire(Gpio& gpio, uint8_t number) : gpio_(gpio), number_(number) {}

  // True when a part answers.
  bool reset() const { return gpio_.reset_one_wire(number_); }
  bool slot(bool bit) const { return gpio_.one_wire_slot(number_, bit); }
  // Sends a byte, the lowest bit first; 0xFF to read one.
  uint8_t exchange(uint8_t byte) const;

 private:
  Gpio& gpio_;
  const uint8_t number_;
};

// Finds the parts of a bus one after the other, in the order of their numbers read from the lowest bit on: Maxim's
// application note 187.
class OneWireSearch {
 public:
  enum class Result : uint8_t { kFound, kEnd, kBroken };

  // From the first one on, or behind this one.
  void begin(const Rom& after);
  // Looks for one part, for 14 ms. After kBroken it can be tried again.
  Result next(const OneWire& bus);
  const Rom& rom() const { return rom_; }

 private:
  Rom rom_{};
  // The last bit, from 1, at which parts differ and the one that was found has a 0; the next one has a 1 there.
  uint8_t turn_ = 0;
  bool ended_ = false;
};

}  // namespace iotdm
