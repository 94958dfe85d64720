#pragma once

#include <array>
#include <cstdint>

#include "errors.h"
#include "gpio_table.h"
#include "one_wire.h"

namespace iotdm {

// What a GPIO must be capable of.
constexpr uint8_t kOneWireNeeds = kCanRead | kCanDrive | kCanPullUp;

// The protocol of a DS18B20 with a supply of its own, in three transactions. Each is whole, so others may come in
// between: of other probes at any time, of the same one as well.
enum class ProbeStep : uint8_t { kSetUp, kMeasure, kRead };

// From kMeasure to kRead, at 12 bits.
constexpr uint32_t kProbeMeasureMs = 760;

using Scratchpad = std::array<uint8_t, 9>;

// Carries out one of them, in at most 12 ms, with the probe of this ROM; without one it must be the only one of its
// bus. kRead sets the temperature in 1/16 °C. kNone, or why it failed.
Error ask_ds18b20(const OneWire& bus, const Rom& rom, ProbeStep step, int16_t& sixteenths);

// False when the checksum is wrong, when the probe lost its power since it was set up, or when it says what it cannot
// have measured.
bool decode_scratchpad(const Scratchpad& scratchpad, int16_t& sixteenths);

// In 1/1000 °C.
constexpr int32_t thousandths_of(int16_t sixteenths) { return sixteenths * 125 / 2; }

}  // namespace iotdm
