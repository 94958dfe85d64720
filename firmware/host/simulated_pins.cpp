#include "simulated_pins.h"

#include <algorithm>
#include <cstdlib>

#include "millis.h"

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

void SimulatedPins::watch_pulses(PulseWatch& watch) {
  watch.begin(read(watch.gpio()));
  lines_[watch.gpio()].pulses = &watch;
}

void SimulatedPins::watch_encoder(EncoderWatch& watch) {
  watch.begin(read(watch.gpio_a()), read(watch.gpio_b()));
  lines_[watch.gpio_a()].encoder = &watch;
  lines_[watch.gpio_b()].encoder = &watch;
}

void SimulatedPins::unwatch(uint8_t gpio) {
  lines_[gpio].pulses = nullptr;
  lines_[gpio].encoder = nullptr;
  if (captured_ == gpio) {
    captured_.reset();
  }
}

void SimulatedPins::unwatch_all() {
  for (uint8_t gpio = 0; gpio < kGpioCount; ++gpio) {
    unwatch(gpio);
  }
}

bool SimulatedPins::settle(PulseWatch& watch) {
  watch.settle(now_us());
  return watch.take();
}

void SimulatedPins::set_outside(uint8_t gpio, bool high) { set_outside(gpio, high, now_us()); }

void SimulatedPins::set_outside(uint8_t gpio, bool high, uint32_t now_us) {
  Line& line = lines_[gpio];
  const bool is_edge = read(gpio) != high;
  line.pulled_by_us = true;
  line.outside = high;
  if (is_edge && line.pulses != nullptr) {
    line.pulses->edge(high, now_us);
  }
  if (is_edge && line.encoder != nullptr) {
    line.encoder->edge(read(line.encoder->gpio_a()), read(line.encoder->gpio_b()));
  }
}

void SimulatedPins::send_pulses(uint8_t gpio, uint32_t count, uint32_t hertz) {
  trains_[gpio] = {2 * count, 500000 / hertz, now_us()};
}

// The clock knows only milliseconds, the pulses have their own exact times.
void SimulatedPins::run() {
  for (uint8_t gpio = 0; gpio < kGpioCount; ++gpio) {
    Train& train = trains_[gpio];
    for (; train.edges != 0 && has_reached(now_us(), train.next_us); --train.edges) {
      set_outside(gpio, !read(gpio), train.next_us);
      train.next_us += train.half_us;
    }
  }
}

void SimulatedPins::turn(uint8_t gpio_a, uint8_t gpio_b, int32_t detents) {
  const uint8_t first = detents > 0 ? gpio_a : gpio_b;
  const uint8_t second = detents > 0 ? gpio_b : gpio_a;
  for (int32_t edges = 4 * std::abs(detents); edges != 0; --edges) {
    const uint8_t gpio = edges % 2 == 0 ? first : second;
    set_outside(gpio, !read(gpio));
  }
}

void SimulatedPins::log(uint8_t gpio) {
  const Line& line = lines_[gpio];
  changes_.push_back({clock_.now_ms(), unix_us(), gpio, line.mode == PinMode::kOutput, line.duty, line.wave});
}

}  // namespace iotdm::host
