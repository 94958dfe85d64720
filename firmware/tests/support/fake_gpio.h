#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gpio_table.h"
#include "one_wire_bus.h"
#include "ports.h"

namespace iotdm::test {

using Log = std::vector<std::string>;

// Remembers what was driven, and every call in order: "5 low", "5 output", "5 pwm 512 of 1000 Hz",
// "5 wave 250/250 us", "2 sends 30".
class FakeGpio final : public Gpio {
 public:
  void set_mode(uint8_t gpio, PinMode mode) override;
  void write(uint8_t gpio, bool high) override;
  void write_pwm(uint8_t gpio, uint16_t duty, uint16_t hertz) override;
  void write_wave(uint8_t gpio, uint32_t high_us, uint32_t low_us) override;
  bool read(uint8_t gpio) override;
  uint16_t read_analog(uint8_t gpio) override;
  void watch_pulses(PulseWatch& watch) override;
  void watch_encoder(EncoderWatch& watch) override;
  void unwatch(uint8_t gpio) override;
  bool settle(PulseWatch& watch) override;
  void write_pixels(uint8_t gpio, PixelSource& source, uint16_t count) override;
  bool begin_capture(uint8_t gpio) override;
  Gaps end_capture(uint8_t gpio) override;
  bool reset_one_wire(uint8_t gpio) override;
  bool one_wire_slot(uint8_t gpio, bool bit) override;
  bool transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) override;

  // The time of the interrupts.
  uint32_t now_us = 0;
  bool watched(uint8_t gpio) const { return lines_.at(gpio).pulses != nullptr || lines_.at(gpio).encoder != nullptr; }
  // As a reset does, and the end of the device.
  void unwatch_all();

  // What is driven, 0 to kFullDuty, also the share of a wave; nothing while the GPIO is an input.
  std::optional<uint16_t> driven(uint8_t gpio) const;
  // "250/250 us", or empty while there is no wave.
  const std::string& wave(uint8_t gpio) const { return lines_.at(gpio).wave; }
  // What a strip shows, as far as frames ever went, in the order of the wire: pixels that a later frame does not reach
  // stay as they are.
  const std::vector<uint32_t>& strip(uint8_t gpio) const { return lines_.at(gpio).strip; }
  // The calls since the last take_log().
  Log take_log() { return std::exchange(log_, {}); }

  // An edge when it is another level.
  void set_outside(uint8_t gpio, bool high);
  // From now on an input reads what an output drives, or the opposite.
  void wire(uint8_t output, uint8_t input, bool inverted) { wires_.at(input) = Wire{output, inverted}; }
  // Each of the next so many readings finds another level.
  void make_noise(uint8_t gpio, uint32_t readings) { noise_.at(gpio) = readings; }
  uint32_t noise_left(uint8_t gpio) const { return noise_.at(gpio); }
  void set_analog(uint16_t counts) { analog_ = counts; }
  // What a sensor at this GPIO answers from now on when it was woken by a low level; nothing: there is none.
  void set_gaps(uint8_t gpio, const std::vector<uint8_t>& gaps) { gaps_.at(gpio) = gaps; }
  // The 1-Wire bus at this GPIO.
  simulation::OneWireBus& bus(uint8_t gpio) { return buses_.at(gpio); }
  // Its parts are there at a reset, and then no more.
  void deafen(uint8_t gpio, bool deaf) { deaf_.at(gpio) = deaf; }
  // How long the slots and resets took since the last call.
  uint32_t take_bus_us() { return std::exchange(bus_us_, 0); }
  // Puts a part on a two-wire bus, or another one in its place: what it acknowledges, and what can be read then, as
  // hexadecimal digits. Without answers it is taken away.
  void put_part(const TwoWirePart& place, std::vector<std::pair<std::string, std::string>> answers);
  // The transfers since the last call: "44 2400", "44 read 6".
  Log take_transfers() { return std::exchange(transfers_, {}); }
  // As the chip does at a reset.
  void release_all();

 private:
  struct Line {
    PinMode mode = PinMode::kInput;
    uint16_t duty = 0;
    std::string wave;
    std::vector<uint32_t> strip;
    PulseWatch* pulses = nullptr;
    EncoderWatch* encoder = nullptr;
  };

  struct Wire {
    uint8_t output;
    bool inverted;
  };

  struct Part {
    TwoWirePart place;
    std::vector<std::pair<std::string, std::string>> answers;
    std::string written;
  };

  void drive(uint8_t gpio, uint16_t duty, const std::string& wave);
  void record(uint8_t gpio, const std::string& what);

  std::array<Line, kGpioCount> lines_;
  std::array<bool, kGpioCount> outside_{};
  std::array<uint32_t, kGpioCount> noise_{};
  std::array<std::optional<Wire>, kGpioCount> wires_;
  uint16_t analog_ = 0;
  std::optional<uint8_t> captured_;
  bool was_woken_ = false;
  std::array<std::vector<uint8_t>, kGpioCount> gaps_;
  std::array<simulation::OneWireBus, kGpioCount> buses_;
  std::array<bool, kGpioCount> deaf_{};
  uint32_t bus_us_ = 0;
  std::vector<Part> parts_;
  Log transfers_;
  Log log_;
};

}  // namespace iotdm::test
