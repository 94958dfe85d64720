#include "simulated_pins.h"

#include <algorithm>

namespace iotdm::host {

void SimulatedPins::set_mode(uint8_t gpio, PinMode mode) {
  Line& line = lines_[gpio];
  const bool was_driven = line.mode == PinMode::kOutput;
  line.mode = mode;
  line.pixels.clear();
  if (captured_ == gpio) {
    captured_.reset();
  }
  if (was_driven != (mode == PinMode::kOutput)) {
    log(gpio);
  }
}

void SimulatedPins::write(uint8_t gpio, bool high) { drive(gpio, high ? kFullDuty : 0, {}); }

void SimulatedPins::write_pwm(uint8_t gpio, uint16_t duty, uint16_t /*hertz*/) { drive(gpio, duty, {}); }

void SimulatedPins::write_wave(uint8_t gpio, uint32_t high_us, uint32_t low_us) {
  const uint64_t share = static_cast<uint64_t>(high_us) * kFullDuty / (static_cast<uint64_t>(high_us) + low_us);
  drive(gpio, static_cast<uint16_t>(share), {high_us, low_us});
}

void SimulatedPins::drive(uint8_t gpio, uint16_t duty, const Wave& wave) {
  Line& line = lines_[gpio];
  const bool changed = line.duty != duty || line.wave.high_us != wave.high_us || line.wave.low_us != wave.low_us;
  line.duty = duty;
  line.wave = wave;
  if (changed && line.mode == PinMode::kOutput) {
    log(gpio);
  }
}

bool SimulatedPins::read(uint8_t gpio) {
  const Line& line = lines_[gpio];
  if (line.mode == PinMode::kOutput) {
    return line.duty != 0;
  }
  // An input that nothing pulls from outside follows its own pull-up, else it reads low.
  return line.pulled_by_us ? line.outside : line.mode == PinMode::kInputPullUp;
}

uint16_t SimulatedPins::read_analog(uint8_t /*gpio*/) { return analog_; }

// A frame is no level: the log has only that the GPIO is driven.
void SimulatedPins::write_pixels(uint8_t gpio, PixelSource& source, uint16_t count) {
  Line& line = lines_[gpio];
  line.duty = 0;
  if (line.mode != PinMode::kOutput) {
    set_mode(gpio, PinMode::kOutput);
  }
  line.pixels.resize(count);
  for (uint16_t i = 0; i < count; ++i) {
    line.pixels[i] = source.pixel(i);
  }
}

bool SimulatedPins::begin_capture(uint8_t gpio) {
  if (captured_) {
    return false;
  }
  was_woken_ = lines_[gpio].mode == PinMode::kOutput && lines_[gpio].duty == 0;
  set_mode(gpio, PinMode::kInputPullUp);
  captured_ = gpio;
  return true;
}

Gaps SimulatedPins::end_capture(uint8_t gpio) {
  const std::vector<uint8_t>& gaps = gaps_[gpio];
  const bool heard = was_woken_ && captured_ == gpio;
  captured_.reset();
  return {gaps.data(), static_cast<uint8_t>(heard ? std::min<size_t>(gaps.size(), kMostGaps) : 0)};
}

// Lines that are low from outside are held by somebody.
bool SimulatedPins::transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in,
                             uint8_t in_size) {
  return read(part.sda) && read(part.scl) && parts_.transfer(part, {out, out_size}, in, in_size);
}

void SimulatedPins::release_all() {
  for (uint8_t gpio = 0; gpio < kGpioCount; ++gpio) {
    set_mode(gpio, PinMode::kInput);
    lines_[gpio].duty = 0;
    lines_[gpio].wave = {};
  }
}

void SimulatedPins::set_outside(uint8_t gpio, bool high) {
  lines_[gpio].pulled_by_us = true;
  lines_[gpio].outside = high;
}

void SimulatedPins::log(uint8_t gpio) {
  const Line& line = lines_[gpio];
  changes_.push_back({clock_.now_ms(), unix_us(), gpio, line.mode == PinMode::kOutput, line.duty, line.wave});
}

}  // namespace iotdm::host
