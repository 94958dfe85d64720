#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "clock.h"
#include "gpio_table.h"
#include "one_wire_bus.h"
#include "ports.h"
#include "simulated_parts.h"

namespace iotdm::host {

// The GPIOs of a chip that is not there: what the device drives is kept and logged, what it reads is set from outside.
class SimulatedPins final : public Gpio {
 public:
  // What write_wave() repeats; zeros where nothing is.
  struct Wave {
    uint32_t high_us = 0;
    uint32_t low_us = 0;
  };

  struct Line {
    PinMode mode = PinMode::kInput;
    uint16_t duty = 0;  // what is driven: 0, kFullDuty, or in between a PWM, or the share of a wave
    Wave wave;
    bool pulled_by_us = false;  // the outside has set `outside`
    bool outside = false;
    PulseWatch* pulses = nullptr;
    EncoderWatch* encoder = nullptr;
    std::vector<uint32_t> pixels;  // of the last frame, in the order of the wire
  };

  struct Change {
    uint32_t now_ms;
    uint64_t unix_us;
    uint8_t gpio;
    bool driven;
    uint16_t duty;
    Wave wave;
  };

  explicit SimulatedPins(const Clock& clock) : clock_(clock) {}

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
  bool reset_one_wire(uint8_t gpio) override { return buses_[gpio].reset(); }
  bool one_wire_slot(uint8_t gpio, bool bit) override { return buses_[gpio].slot(bit); }
  bool transfer(const TwoWirePart& part, const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size) override;

  // Goes on with the pulses that are on their way.
  void run();

  // A reset ends all interrupts.
  void unwatch_all();

  // Without power nothing is driven; what lies outside stays.
  void release_all();

  void set_outside(uint8_t gpio, bool high);
  // So many times to the other level and back, by the clock.
  void send_pulses(uint8_t gpio, uint32_t count, uint32_t hertz);
  // So many detents of four edges to the right; to the left when that is negative.
  void turn(uint8_t gpio_a, uint8_t gpio_b, int32_t detents);
  void set_analog(uint16_t counts) { analog_ = counts; }
  // What a sensor at this GPIO answers when it is woken by a low level; nothing: there is none.
  void set_gaps(uint8_t gpio, const std::vector<uint8_t>& gaps) { gaps_[gpio] = gaps; }
  // The 1-Wire bus at this GPIO.
  simulation::OneWireBus& bus(uint8_t gpio) { return buses_[gpio]; }
  SimulatedParts& parts() { return parts_; }

  const Line& line(uint8_t gpio) const { return lines_[gpio]; }
  uint16_t analog() const { return analog_; }
  // Every change of a driven level, and every GPIO that began or ceased to be driven, since the process began.
  const std::vector<Change>& changes() const { return changes_; }

 private:
  struct Train {
    uint32_t edges = 0;  // still to come
    uint32_t half_us = 0;
    uint32_t next_us = 0;
  };

  void drive(uint8_t gpio, uint16_t duty, const Wave& wave);
  void set_outside(uint8_t gpio, bool high, uint32_t now_us);
  uint32_t now_us() const { return clock_.now_ms() * 1000; }
  void log(uint8_t gpio);

  const Clock& clock_;
  std::array<Line, kGpioCount> lines_;
  std::array<Train, kGpioCount> trains_;
  uint16_t analog_ = 0;
  std::optional<uint8_t> captured_;
  bool was_woken_ = false;
  std::map<uint8_t, std::vector<uint8_t>> gaps_;
  std::map<uint8_t, simulation::OneWireBus> buses_;
  SimulatedParts parts_;
  std::vector<Change> changes_;
};

}  // namespace iotdm::host
