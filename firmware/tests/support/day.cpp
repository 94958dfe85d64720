#include "day.h"

#include <stdexcept>

namespace iotdm::test {

namespace {

constexpr uint32_t kMinuteMs = 60000;
constexpr uint32_t kDayMs = 24 * 60 * kMinuteMs;

// One that is fine of each type, and two that are not.
const std::string kPins =
    R"({"key":"a","type":"digital_output","gpio":5},{"key":"b","type":"light","gpio":4},)"
    R"({"key":"c","type":"light","gpio":12,"invert":true},{"key":"d","type":"digital_input","gpio":14,"pull":"up"},)"
    R"({"key":"e","type":"analog_input","gpio":17,"every":1},{"key":"f","type":"digital_output","gpio":16},)"
    R"({"key":"g","type":"light","gpio":99},{"key":"h","type":"laser","gpio":0},{"key":"i","type":"button","gpio":13})";
const std::string kRules =
    R"({"when":"i.click","do":"f.toggle"},{"when":"d.change","do":"f.follow"},{"when":"i.hold","do":"b.dim"},)"
    R"({"from":"5ccf7f0a9999","when":"d.click","do":"f.on"})";

void live_a_minute(Bench& bench, uint32_t minute) {
  const std::string id = "m" + std::to_string(minute);
  bench.gpio.set_outside(14, minute % 2 == 0);
  bench.gpio.set_outside(13, minute % 3 == 0);
  bench.receive_topic("iotdm/1/5ccf7f0a9999/out/event", R"({"session":"77aa00ff","n":)" + std::to_string(minute + 1) +
                                                            R"(,"t":)" + std::to_string(bench.now_ms()) +
                                                            R"(,"key":"d","event":"click","count":1})");
  bench.gpio.set_analog(static_cast<uint16_t>(minute * 7 % 1024));
  bench.receive("/in/set", set(id, R"("a":true,"b":{"on":true,"brightness":200,"transition_ms":5000},"x":true)"));
  bench.run_for(kMinuteMs / 2);
  bench.receive("/in/set", set(id + "b", R"("a":false,"b":{"on":false,"transition_ms":5000})"));
  bench.receive("/in/command", command(id + "c", "identify", ",\"seconds\":10"));
  bench.receive("/in/config", config(20 + minute, kPins, kRules));
  bench.run_for(kMinuteMs / 2);
}

}  // namespace

Lived live_a_day(Bench& bench) {
  bench.store(config(13, kPins, kRules), 13);
  const uint32_t start_ms = 0U - kDayMs / 2;
  bench.boot(ResetReason::kPowerOn, kSession, start_ms);
  bench.connect();
  Lived lived;
  for (uint32_t minute = 0; bench.now_ms() - start_ms < kDayMs; ++minute) {
    live_a_minute(bench, minute);
    bench.published();
    bench.gpio.take_log();
    if (minute % 60 == 59) {
      bench.reconnect();
    }
  }
  lived.hours = (bench.now_ms() - start_ms) / (60 * kMinuteMs);
  lived.steps = (bench.now_ms() - start_ms) / 10;
  lived.publishes = bench.mqtt.publishes();
  return lived;
}

}  // namespace iotdm::test
