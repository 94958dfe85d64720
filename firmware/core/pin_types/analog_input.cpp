#include "../gpio_table.h"
#include "../millis.h"
#include "make_pin.h"

namespace iotdm {

namespace {

enum Option : uint8_t { kEvery, kSamples, kDeadband };

IOTDM_IN_FLASH("analog_input")
constexpr OptionSpec kOptions[] = {
    number_option("every", 10000, 100, 3600000),
    whole_option("samples", 8, 1, 64),
    number_option("deadband", 2000, 0, 1023000),
};

// Reading the converter more often disturbs Wi-Fi. Source: esp8266/Arduino, doc/reference.rst, "Analog input".
constexpr uint32_t kPauseMs = 5;

class AnalogInput final : public Pin {
 public:
  AnalogInput(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        samples_(config.options[kSamples]),
        deadband_(config.options[kDeadband]),
        period_ms_(period(static_cast<uint32_t>(config.options[kEvery]), samples_)) {}

  void start(const Start& /*start*/, uint32_t now_ms) override {
    reported_ = read();
    next_ms_ = now_ms + period_ms_;
  }

  bool tick(uint32_t now_ms) override {
    if (!has_reached(now_ms, next_ms_)) {
      return false;
    }
    sum_ += read();
    ++taken_;
    if (taken_ < samples_) {
      next_ms_ = now_ms + kPauseMs;
      return false;
    }
    const int32_t average = sum_ / taken_;
    sum_ = 0;
    taken_ = 0;
    next_ms_ = now_ms + period_ms_;
    const int32_t change = average > reported_ ? average - reported_ : reported_ - average;
    if (change == 0 || change < deadband_) {
      return false;
    }
    reported_ = average;
    return true;
  }

  void write_state(JsonWriter& json) const override { json.thousandths(reported_); }

 private:
  // In thousandths of a count, so that an average keeps its decimals.
  int32_t read() { return gpio_.read_analog(number()) * 1000; }

  // From the last sample of one burst to the first of the next, so that bursts end `every` seconds apart.
  static uint32_t period(uint32_t every_ms, int32_t samples) {
    const uint32_t burst = static_cast<uint32_t>(samples - 1) * kPauseMs;
    return every_ms > burst + kPauseMs ? every_ms - burst : kPauseMs;
  }

  const int32_t samples_;
  const int32_t deadband_;
  const uint32_t period_ms_;

  int32_t reported_ = 0;
  int32_t sum_ = 0;
  int32_t taken_ = 0;
  uint32_t next_ms_ = 0;
};

}  // namespace

IOTDM_IN_FLASH("row_analog_input")
extern const PinType kAnalogInput = {
    "analog_input", kOptions, count_of(kOptions), 0, kCanAnalog, 1, 1, nullptr, make_pin<AnalogInput>,
};

}  // namespace iotdm
