#include "one_wire_bus.h"

#include <algorithm>

namespace iotdm::simulation {

namespace {

// The limits of an alarm that were stored when it was made, and 12 bits.
constexpr uint8_t kStored[] = {0x4B, 0x46, 0x7F};
constexpr int16_t kPowerOnValue = 85 * 16;

}  // namespace

// Bit by bit, as the shift register of the data sheet does it; the core computes it in another way.
uint8_t checksum(const uint8_t* bytes, size_t count) {
  uint8_t shifted = 0;
  for (size_t i = 0; i < 8 * count; ++i) {
    const bool in = (bytes[i / 8] >> (i % 8) & 1) != 0;
    const bool out = (shifted & 1) != 0;
    shifted = static_cast<uint8_t>(shifted >> 1);
    if (in != out) {
      shifted = static_cast<uint8_t>(shifted ^ 0x8C);
    }
  }
  return shifted;
}

void Probe::power_on() {
  memory_ = {kPowerOnValue & 0xFF, kPowerOnValue >> 8, kStored[0], kStored[1], kStored[2], 0xFF, 0x0C, 0x10, 0};
}

void Probe::reset() {
  if (state_ == State::kMeasuring) {
    if (fault_ == ProbeFault::kLosesPower) {
      power_on();
    } else {
      memory_[0] = static_cast<uint8_t>(sixteenths_);
      memory_[1] = static_cast<uint8_t>(sixteenths_ >> 8);
    }
  }
  memory_[8] = static_cast<uint8_t>(checksum(memory_.data(), 8) ^ (fault_ == ProbeFault::kChecksum ? 0x10 : 0));
  state_ = State::kRomCommand;
  slots_ = 0;
}

bool Probe::memory_bit() const {
  const bool bit = slots_ >= 72 || (memory_[slots_ / 8] >> (slots_ % 8) & 1) != 0;
  return bit && fault_ != ProbeFault::kZeros;
}

bool Probe::level() const {
  switch (state_) {
    case State::kReadRom:
      return rom_bit(static_cast<uint8_t>(slots_));
    case State::kSearch: {
      const bool bit = rom_bit(static_cast<uint8_t>(slots_ / 3));
      return slots_ % 3 == 0 ? bit : slots_ % 3 == 1 ? !bit : true;
    }
    case State::kRead:
      return memory_bit();
    case State::kMeasuring:
      return false;
    default:
      return true;
  }
}

void Probe::hear(bool bit) {
  const uint16_t slot = slots_++;
  switch (state_) {
    case State::kReadRom:
      state_ = slots_ == 64 ? State::kCommand : state_;
      slots_ = state_ == State::kCommand ? 0 : slots_;
      return;
    case State::kMatchRom:
      if (bit != rom_bit(static_cast<uint8_t>(slot))) {
        state_ = State::kIdle;
      } else if (slots_ == 64) {
        state_ = State::kCommand;
        slots_ = 0;
      }
      return;
    case State::kSearch:
      search(bit);
      return;
    case State::kRomCommand:
    case State::kCommand:
    case State::kWrite:
      heard_ = static_cast<uint8_t>(heard_ >> 1 | (bit ? 0x80 : 0));
      if (slots_ % 8 == 0) {
        take_byte(heard_);
      }
      return;
    default:
      return;
  }
}

void Probe::search(bool bit) {
  const auto place = static_cast<uint8_t>((slots_ - 1) / 3);
  if (slots_ % 3 == 0 && bit != rom_bit(place)) {
    state_ = State::kIdle;
  } else if (slots_ == 3 * 64) {
    state_ = State::kIdle;
  }
}

void Probe::take_byte(uint8_t byte) {
  if (state_ == State::kWrite) {
    memory_[1 + slots_ / 8] = byte;
    state_ = slots_ == 24 ? State::kIdle : state_;
    return;
  }
  slots_ = 0;
  if (state_ == State::kRomCommand) {
    state_ = byte == 0x33   ? State::kReadRom
             : byte == 0x55 ? State::kMatchRom
             : byte == 0xF0 ? State::kSearch
             : byte == 0xCC ? State::kCommand
                            : State::kIdle;
    return;
  }
  const bool measures = byte == 0x44 && fault_ != ProbeFault::kNoMeasuring;
  state_ = byte == 0x4E ? State::kWrite : byte == 0xBE ? State::kRead : measures ? State::kMeasuring : State::kIdle;
}

bool OneWireBus::reset() {
  for (Probe& probe : probes) {
    probe.reset();
  }
  return !held_low && !probes.empty();
}

bool OneWireBus::slot(bool bit) {
  const bool line =
      bit && !held_low && std::all_of(probes.begin(), probes.end(), [](const Probe& probe) { return probe.level(); });
  for (Probe& probe : probes) {
    probe.hear(line);
  }
  return line;
}

}  // namespace iotdm::simulation
