#include "sensor_pin.h"

#include <doctest/doctest.h>

#include "fake_gpio.h"
#include "printing.h"

namespace iotdm::test {

namespace {

constexpr uint32_t kEveryMs = 60000;
constexpr uint32_t kRetryMs = 2000;

const GpioList kGpio4 = {{4}, 1};

// Answers as the test says, at the second loop of each reading.
class Thermometer final : public SensorPin {
 public:
  explicit Thermometer(Gpio& gpio) : SensorPin(kGpio4, gpio, kEveryMs, kRetryMs) {}

  bool hangs = false;
  bool answers = true;
  bool makes_sense = true;
  uint32_t value = 20;
  int readings = 0;

 private:
  void prepare() override { gpio_.set_mode(number(), PinMode::kInputPullUp); }

  Step read(uint8_t& step, uint32_t /*now_ms*/) override {
    if (step == 0 || hangs) {
      step = 1;
      return Step::kGoesOn;
    }
    ++readings;
    if (!answers) {
      return Step::kNotFound;
    }
    if (!makes_sense) {
      return Step::kBadValue;
    }
    const bool is_new = value != read_;
    read_ = value;
    return is_new ? Step::kRead : Step::kSame;
  }

  void write_value(JsonWriter& json) const override { json.number(read_); }

  uint32_t read_ = 0;
};

class SensorBench {
 public:
  explicit SensorBench(uint32_t now_ms = 0) : now_ms_(now_ms) { sensor.start({}, now_ms); }

  // Runs to this moment after the start, in steps of 10 ms; returns when the state or the error changed.
  std::vector<uint32_t> run_until(uint32_t end_ms) {
    std::vector<uint32_t> changes;
    for (; since_ms_ <= end_ms; since_ms_ += 10) {
      if (sensor.tick(now_ms_ + since_ms_)) {
        changes.push_back(since_ms_);
      }
    }
    return changes;
  }

  std::string state() const {
    char buffer[32];
    JsonWriter json(buffer, sizeof(buffer));
    sensor.write_state(json);
    return std::string(json.view());
  }

  FakeGpio gpio;
  Thermometer sensor{gpio};

 private:
  uint32_t now_ms_;
  uint32_t since_ms_ = 0;
};

using Moments = std::vector<uint32_t>;

}  // namespace

TEST_CASE("A sensor is asked at once and then periodically, and says nothing before it knows") {
  SensorBench bench;
  CHECK(bench.gpio.take_log() == Log{"4 input_pullup"});
  CHECK(bench.state() == "null");
  CHECK(bench.run_until(100) == Moments{10});
  CHECK(bench.state() == "20");
  bench.sensor.value = 21;
  CHECK(bench.run_until(130000) == Moments{60010});
  CHECK(bench.sensor.readings == 3);
  CHECK(bench.state() == "21");
}

TEST_CASE("A failure is tried again soon, and nobody hears of it") {
  SensorBench bench;
  bench.run_until(100);
  bench.sensor.answers = false;
  CHECK(bench.run_until(60020).empty());
  bench.sensor.answers = true;
  bench.sensor.value = 22;
  CHECK(bench.run_until(63000) == Moments{62020});
  CHECK(bench.sensor.error() == Error::kNone);
}

TEST_CASE("Three failures in a row are an error without a value, and the next good reading ends it") {
  SensorBench bench;
  bench.run_until(100);
  bench.sensor.makes_sense = false;
  CHECK(bench.run_until(70000) == Moments{64030});
  CHECK(bench.sensor.error() == Error::kSensorBadValue);
  CHECK(bench.state() == "null");
  SUBCASE("also when the value is the old one") {
    bench.sensor.makes_sense = true;
    CHECK(bench.run_until(100000) == Moments{94040});
    CHECK(bench.sensor.error() == Error::kNone);
    CHECK(bench.state() == "20");
  }
  SUBCASE("another error is told") {
    bench.sensor.answers = false;
    CHECK(bench.run_until(130000) == Moments{94040});
    CHECK(bench.sensor.error() == Error::kSensorNotFound);
  }
}

TEST_CASE("A sensor that never answered is in error after three questions") {
  SensorBench bench;
  bench.sensor.answers = false;
  CHECK(bench.run_until(10000) == Moments{4030});
  CHECK(bench.sensor.error() == Error::kSensorNotFound);
  CHECK(bench.state() == "null");
}

TEST_CASE("A reading that never ends is one without an answer") {
  SensorBench bench;
  bench.run_until(100);
  bench.sensor.hangs = true;
  CHECK(bench.run_until(100000) == Moments{79000});
  CHECK(bench.sensor.error() == Error::kSensorNotFound);
  CHECK(bench.state() == "null");
}

TEST_CASE("The questions go on when the clock wraps") {
  SensorBench bench(0xFFFFFFFF - 30000);
  CHECK(bench.run_until(100) == Moments{10});
  bench.sensor.value = 21;
  CHECK(bench.run_until(61000) == Moments{60010});
}

}  // namespace iotdm::test
