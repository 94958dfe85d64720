#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace iotdm::simulation {

enum class ProbeFault : uint8_t {
  kNone,
  kChecksum,     // sends a wrong one
  kLosesPower,   // while it measures, so that it says 85 °C
  kNoMeasuring,  // does not hear that it shall measure
  kZeros,        // sends zeros only
};

// As they are written.
constexpr char kProbeFaults[] = "none checksum loses_power no_measuring zeros";

// A DS18B20 as its data sheet describes it, slot by slot. What it measures is there at the next reset.
class Probe {
 public:
  using Rom = std::array<uint8_t, 8>;

  Probe(const Rom& rom, int16_t sixteenths, ProbeFault fault) : rom_(rom), sixteenths_(sixteenths), fault_(fault) {
    power_on();
  }

  void reset();
  // The level that it leaves to the line in this slot; false pulls it low.
  bool level() const;
  // What the line had.
  void hear(bool bit);

 private:
  enum class State : uint8_t { kIdle, kRomCommand, kReadRom, kMatchRom, kSearch, kCommand, kWrite, kRead, kMeasuring };

  void power_on();
  void take_byte(uint8_t byte);
  void search(bool bit);
  bool rom_bit(uint8_t index) const { return (rom_[index / 8] >> (index % 8) & 1) != 0; }
  bool memory_bit() const;

  Rom rom_;
  int16_t sixteenths_;
  ProbeFault fault_;
  State state_ = State::kIdle;
  std::array<uint8_t, 9> memory_{};
  uint16_t slots_ = 0;  // in this state
  uint8_t heard_ = 0;
};

// A 1-Wire bus with its probes.
class OneWireBus {
 public:
  std::vector<Probe> probes;
  // By a short circuit: a reset finds no line to pull low, and every slot reads zero.
  bool held_low = false;

  bool reset();
  bool slot(bool bit);
};

uint8_t checksum(const uint8_t* bytes, size_t count);

}  // namespace iotdm::simulation
