#include "bench.h"
#include "pin_bench.h"
#include "pulse_rate.h"

namespace iotdm::test {

namespace {

constexpr uint8_t kGpio = 14;

const std::string kWired = R"("type":"counter","gpio":14,"pull":"up")";

// What a counter had before the board restarted.
class LastTotal final : public KeptLevels {
 public:
  explicit LastTotal(uint32_t total) : level_{true} {
    for (uint8_t i = 0; i < sizeof(total); ++i) {
      level_.value[i] = static_cast<uint8_t>(total >> (8 * i));
    }
  }

  Level before_restart(uint32_t /*pin*/) override { return level_; }
  Level before_power_cut(uint32_t /*pin*/) override { return {}; }

 private:
  Level level_;
};

// A counter with a pull-up, and a contact that closes to ground.
class Meter {
 public:
  explicit Meter(KeptLevels& kept) : now_ms_(0) {
    pin.gpio.set_outside(kGpio, true);
    pin.restart(kWired, kept);
  }
  explicit Meter(const std::string& options = "", uint32_t now_ms = 0) : now_ms_(now_ms) {
    pin.gpio.set_outside(kGpio, true);
    pin.gpio.now_us = now_ms_ * 1000;
    pin.configure(kWired + options, now_ms_);
  }

  // Pulses with this time from one to the next, half of it closed; then the contact is open.
  void pulse(uint32_t count, uint32_t period_us) {
    for (uint32_t i = 0; i < 2 * count; ++i) {
      pin.gpio.set_outside(kGpio, i % 2 != 0);
      pass_us(period_us / 2);
    }
  }

  // The device looks every millisecond.
  void pass(uint32_t ms) {
    for (; ms > 1000; ms -= 1000) {
      pass_us(1000000);
    }
    pass_us(ms * 1000);
  }

  std::string state() const { return pin.state(); }

  PinBench pin;
  uint32_t reports = 0;

 private:
  void pass_us(uint32_t us) {
    for (passed_us_ += us; passed_us_ >= 1000; passed_us_ -= 1000) {
      reports += pin.tick(++now_ms_) ? 1 : 0;
    }
    pin.gpio.now_us = now_ms_ * 1000 + passed_us_;
  }

  uint32_t now_ms_;
  uint32_t passed_us_ = 0;
};

}  // namespace

TEST_CASE("The rate is exact from one pulse an hour to 35,000 in a second") {
  CHECK(pulse_rate(1, 3600000000) == 16);  // thousandths per minute
  CHECK(pulse_rate(1, 60000000) == 1000);
  CHECK(pulse_rate(5000, 10000000) == 30000000);
  CHECK(pulse_rate(501, 1000900) == 30032970);
  CHECK(pulse_rate(34999, 1000000) == 2099940000);
  CHECK(pulse_rate(3, 4000000) == 45000);
  CHECK(pulse_rate(3, 4000001) == 45000);
  CHECK(pulse_rate(2, 4294967295) == 27);
  CHECK(pulse_rate(4294967295, 1000) == 2100000000);
}

TEST_CASE("A counter watches its GPIO with its pull, and begins at 0 with a rate that is not known") {
  Meter meter;
  CHECK(meter.pin.gpio.take_log() == Log{"14 input_pullup"});
  CHECK(meter.state() == R"({"total":0,"counted":0,"rate":null})");
}

TEST_CASE("Pulses are counted while the device does something else") {
  Meter meter(R"(,"debounce_ms":0.4)");
  for (int i = 0; i < 100; ++i) {
    meter.pin.gpio.set_outside(kGpio, false);
    meter.pin.gpio.now_us += 1000;
    meter.pin.gpio.set_outside(kGpio, true);
    meter.pin.gpio.now_us += 1000;
  }
  meter.pin.tick(200);
  CHECK(meter.state() == R"({"total":100,"counted":100,"rate":null})");
}

TEST_CASE("It counts where the contact closes, or where it opens") {
  Meter falls;
  Meter rises(R"(,"edge":"rising")");
  falls.pin.gpio.set_outside(kGpio, false);
  rises.pin.gpio.set_outside(kGpio, false);
  falls.pass(10);
  rises.pass(10);
  CHECK(falls.state() == R"({"total":1,"counted":1,"rate":null})");
  CHECK(rises.state() == R"({"total":0,"counted":0,"rate":null})");
  rises.pin.gpio.set_outside(kGpio, true);
  rises.pass(10);
  CHECK(rises.state() == R"({"total":1,"counted":1,"rate":null})");
}

TEST_CASE("A flow sensor with 500 pulses a second has a steady rate, also when the clocks come round") {
  Meter meter(R"(,"debounce_ms":0.4,"every":1)", 0xFFFFFFFF - 5000);
  meter.pulse(10000, 2000);
  CHECK(meter.state() == R"({"total":10000,"counted":10000,"rate":30000})");
  // At the first pulse, in each of the 19 seconds after it, and with the rate.
  CHECK(meter.reports >= 19);
  CHECK(meter.reports <= 20);
}

TEST_CASE("A meter with one pulse a minute has a rate that holds between its pulses") {
  Meter meter;
  meter.pulse(1, 60000000);
  CHECK(meter.state() == R"({"total":1,"counted":1,"rate":null})");
  meter.pulse(1, 60000000);
  CHECK(meter.state() == R"({"total":2,"counted":2,"rate":1})");
  meter.pulse(5, 60000000);
  CHECK(meter.state() == R"({"total":7,"counted":7,"rate":1})");
  CHECK(meter.reports == 7);
}

TEST_CASE("When no pulse comes, the rate goes down, and is 0 after an hour") {
  Meter meter(R"(,"debounce_ms":0.4)");
  meter.pulse(10000, 2000);
  CHECK(meter.state() == R"({"total":10000,"counted":10000,"rate":30000})");
  meter.pass(60000);
  CHECK(meter.state() == R"({"total":10000,"counted":10000,"rate":0.999})");
  meter.pass(3500000);
  CHECK(meter.state() == R"({"total":10000,"counted":10000,"rate":0.016})");
  meter.pass(60000);
  CHECK(meter.state() == R"({"total":10000,"counted":10000,"rate":0})");
  CHECK(meter.reports < 60);
}

TEST_CASE("After a pause, the rate is that of the pulses since then") {
  Meter meter(R"(,"debounce_ms":0.4)");
  meter.pulse(10000, 2000);
  meter.pass(1200000);
  meter.pulse(5100, 2000);
  CHECK(meter.state() == R"({"total":15100,"counted":15100,"rate":30000})");
}

TEST_CASE("A counter that reports once an hour has the rate of now, also when the microseconds came round unreported") {
  Meter meter(R"(,"every":3600)");
  meter.pass(31 * 60000);
  meter.pulse(1, 60000000);
  // A report comes meanwhile, and the next one is not due before the next pulses.
  meter.pass(74 * 60000);
  CHECK(meter.reports == 1);
  meter.pulse(1, 30 * 60000000);
  meter.pulse(1, 20000);
  CHECK(meter.state() == R"({"total":3,"counted":3,"rate":0.033})");
}

TEST_CASE("Without a pulse after a boot, the rate is 0 after five minutes") {
  Meter meter;
  meter.pass(299999);
  CHECK(meter.reports == 0);
  meter.pass(1);
  CHECK(meter.reports == 1);
  CHECK(meter.state() == R"({"total":0,"counted":0,"rate":0})");
  meter.pass(10000000);
  CHECK(meter.reports == 1);
}

TEST_CASE("A counter reports at most as often as it should, and the first pulse after a rest at once") {
  Meter meter(R"(,"every":60)");
  meter.pass(60000);
  meter.pulse(1, 20000);
  CHECK(meter.reports == 1);
  meter.pulse(2000, 20000);
  CHECK(meter.reports == 1);
  meter.pass(20000);
  CHECK(meter.reports == 2);
  CHECK(meter.state() == R"({"total":2001,"counted":2001,"rate":null})");
}

TEST_CASE("After a restart the total goes on, comes round after 4,294,967,295, and says how much of it is new") {
  LastTotal last(4294967290);
  Meter meter(last);
  CHECK(meter.state() == R"({"total":4294967290,"counted":0,"rate":null})");
  meter.pulse(5, 20000);
  CHECK(meter.state() == R"({"total":4294967295,"counted":5,"rate":null})");
  meter.pulse(2, 20000);
  CHECK(meter.state() == R"({"total":1,"counted":7,"rate":null})");
}

TEST_CASE("Nobody sets what was counted") {
  Meter meter;
  meter.pulse(5, 20000);
  CHECK(meter.pin.set(R"({"total":7})") == Error::kPinNotCapable);
  CHECK(meter.state() == R"({"total":5,"counted":5,"rate":null})");
}

TEST_CASE("Another configuration keeps the total and counts anew, and the old GPIO is no longer watched") {
  Meter meter;
  meter.pulse(5, 20000);
  meter.pin.configure(R"("type":"counter","gpio":12,"pull":"up","every":30)", 100);
  CHECK(meter.state() == R"({"total":5,"counted":0,"rate":null})");
  CHECK(meter.pin.gpio.watched(12));
  // Before a pulse, which would be written to an object that is gone.
  REQUIRE_FALSE(meter.pin.gpio.watched(14));
  meter.pulse(5, 20000);
  CHECK(meter.state() == R"({"total":5,"counted":0,"rate":null})");
  meter.pin.configure(R"("type":"digital_input","gpio":14)", 300);
  REQUIRE_FALSE(meter.pin.gpio.watched(12));
  meter.pulse(5, 20000);
  CHECK(meter.state() == "true");
}

TEST_CASE("GPIO16 has no interrupt, so it cannot count") {
  PinBench pin;
  pin.configure(R"("type":"counter","gpio":16)");
  CHECK(pin.errors() == R"({"key":"a","error":"pin_not_capable"})");
}

}  // namespace iotdm::test
