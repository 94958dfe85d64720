#include "one_wire.h"

#include "words.h"

namespace iotdm {

namespace {

constexpr uint8_t kFamily = 0x28;
constexpr uint8_t kSearchRom = 0xF0;

}  // namespace

uint8_t crc8(const uint8_t* bytes, size_t count) {
  uint32_t crc = 0;
  for (size_t i = 0; i < count; ++i) {
    crc ^= bytes[i];
    for (uint8_t bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x8CU : 0U);
    }
  }
  return static_cast<uint8_t>(crc);
}

bool is_ds18b20(const Rom& rom) { return rom[0] == kFamily && crc8(rom.data(), rom.size()) == 0; }

Rom read_rom(std::string_view digits) {
  Rom rom{};
  if (digits.size() != 2 * rom.size()) {
    return {};
  }
  for (uint8_t i = 0; i < 2 * rom.size(); ++i) {
    const int digit = hex_digit(digits[i]);
    if (digit < 0) {
      return {};
    }
    rom[i / 2] = static_cast<uint8_t>(rom[i / 2] << 4 | digit);
  }
  return is_ds18b20(rom) ? rom : Rom{};
}

uint8_t OneWire::exchange(uint8_t byte) const {
  uint32_t shifted = byte;
  for (uint8_t i = 0; i < 8; ++i) {
    shifted = shifted >> 1 | (slot((shifted & 1) != 0) ? 0x80U : 0U);
  }
  return static_cast<uint8_t>(shifted);
}

void OneWireSearch::begin(const Rom& after) {
  rom_ = after;
  ended_ = false;
  // To find the one that is known once more shows where the next one differs.
  turn_ = after[0] == 0 ? 0 : kRomBits + 1;
}

OneWireSearch::Result OneWireSearch::next(const OneWire& bus) {
  if (ended_ || !bus.reset()) {
    return Result::kEnd;
  }
  bus.exchange(kSearchRom);
  Rom found{};
  uint8_t next_turn = 0;
  for (uint8_t place = 1; place <= kRomBits; ++place) {
    const uint8_t byte = static_cast<uint8_t>(place - 1) / 8;
    const auto mask = static_cast<uint8_t>(1U << ((place - 1) & 7));
    bool bit = bus.slot(true);
    const bool complement = bus.slot(true);
    if (bit && complement) {
      return Result::kBroken;  // They went away, or it was a disturbance.
    }
    if (bit == complement) {
      bit = place < turn_ ? (rom_[byte] & mask) != 0 : place == turn_;
      next_turn = bit ? next_turn : place;
    }
    bus.slot(bit);
    found[byte] = static_cast<uint8_t>(found[byte] | (bit ? mask : 0));
  }
  if (crc8(found.data(), found.size()) != 0) {
    return Result::kBroken;
  }
  rom_ = found;
  turn_ = next_turn;
  ended_ = next_turn == 0;
  return Result::kFound;
}

}  // namespace iotdm
