#include <doctest/doctest.h>

#include "dht_answer.h"
#include "pin_bench.h"

namespace iotdm::test {

namespace {

const std::vector<uint8_t> kRoom = simulation::dht_answer({0x01, 0x92, 0x00, 0xD7, 0x6A});
const std::vector<uint8_t> kCellar = simulation::dht_answer({45, 0, 13, 5, 63});

void run(PinBench& bench, uint32_t& now_ms, uint32_t end_ms, uint32_t step_ms = 1) {
  for (; now_ms <= end_ms; now_ms += step_ms) {
    bench.tick(now_ms);
  }
}

}  // namespace

TEST_CASE("A DHT22 is woken by a low level, and read 8 ms later, in loops that never wait") {
  PinBench bench;
  bench.gpio.set_gaps(4, kRoom);
  bench.configure(R"("type":"dht","gpio":4)");
  CHECK(bench.gpio.take_log() == Log{"4 input_pullup"});
  CHECK(bench.state() == "null");
  CHECK_FALSE(bench.tick(0));
  CHECK(bench.gpio.take_log() == Log{"4 low", "4 output"});
  CHECK_FALSE(bench.tick(1));
  CHECK(bench.gpio.take_log().empty());
  CHECK_FALSE(bench.tick(2));
  CHECK(bench.gpio.take_log() == Log{"4 input_pullup"});
  CHECK_FALSE(bench.tick(9));
  CHECK(bench.tick(10));
  CHECK(bench.state() == R"({"temperature":21.5,"humidity":40.2})");
  CHECK(bench.errors().empty());
}

TEST_CASE("While a DHT answers, nothing has its turn that would shift its edges") {
  PinBench bench;
  bench.gpio.set_gaps(4, kRoom);
  bench.configure(R"("type":"dht","gpio":4)");
  bench.tick(0);
  CHECK(bench.gpio.take_turn(1));
  bench.tick(2);
  CHECK_FALSE(bench.gpio.take_turn(9));
  CHECK(bench.gpio.take_turn(10));
}

TEST_CASE("A DHT waits for its turn") {
  PinBench bench;
  bench.gpio.set_gaps(4, kRoom);
  bench.configure(R"("type":"dht","gpio":4)");
  bench.tick(0);
  CHECK(bench.gpio.take_turn(2));
  bench.tick(2);
  bench.tick(3);
  CHECK_FALSE(bench.tick(10));
  CHECK(bench.tick(11));
}

TEST_CASE("A DHT11 needs a low level of 20 ms") {
  PinBench bench;
  bench.gpio.set_gaps(4, kCellar);
  bench.configure(R"("type":"dht","gpio":4,"model":"dht11")");
  bench.tick(0);
  bench.gpio.take_log();
  CHECK_FALSE(bench.tick(19));
  CHECK(bench.gpio.take_log().empty());
  bench.tick(20);
  CHECK(bench.tick(28));
  CHECK(bench.state() == R"({"temperature":13.5,"humidity":45})");
}

TEST_CASE("It is asked every 30 s, at the earliest every 2 s, and tells only what is new") {
  PinBench bench;
  bench.gpio.set_gaps(4, kRoom);
  bench.configure(R"("type":"dht","gpio":4)");
  uint32_t now_ms = 0;
  run(bench, now_ms, 29990);
  bench.gpio.take_log();
  run(bench, now_ms, 30000);
  CHECK(bench.gpio.take_log().size() == 2);
  run(bench, now_ms, 30009);
  CHECK_FALSE(bench.tick(30010));
  bench.configure(R"("type":"dht","gpio":4,"every":1.9)");
  CHECK(bench.errors() == R"({"key":"a","error":"bad_option"})");
}

TEST_CASE("A DHT that is missing or damaged is in error after three questions 2 s apart, and comes back") {
  PinBench bench;
  bench.configure(R"("type":"dht","gpio":4)");
  uint32_t now_ms = 0;
  run(bench, now_ms, 4000);
  CHECK(bench.errors().empty());
  run(bench, now_ms, 4100);
  CHECK(bench.errors() == R"({"key":"a","error":"sensor_not_found"})");
  CHECK(bench.state() == "null");
  std::vector<uint8_t> damaged = kRoom;
  damaged[20] = 240;
  bench.gpio.set_gaps(4, damaged);
  run(bench, now_ms, 34200);
  CHECK(bench.errors() == R"({"key":"a","error":"sensor_bad_value"})");
  CHECK(bench.state() == "null");
  bench.gpio.set_gaps(4, kRoom);
  run(bench, now_ms, 64300);
  CHECK(bench.errors().empty());
  CHECK(bench.state() == R"({"temperature":21.5,"humidity":40.2})");
}

TEST_CASE("Two of them answer one after the other, also when the first one's pin is changed meanwhile") {
  FakeGpio gpio;
  PinSet pins(gpio);
  gpio.set_gaps(2, kRoom);
  gpio.set_gaps(5, kRoom);
  const auto apply = [&pins](const std::string& first, uint32_t now_ms) {
    const std::string list = "[" + first + R"({"key":"b","type":"dht","gpio":5}])";
    REQUIRE(pins.plan(JsonText(list)) == Error::kNone);
    pins.apply(now_ms);
  };
  const auto states = [&pins] {
    char buffer[128];
    JsonWriter json(buffer, sizeof(buffer));
    json.open_object();
    pins.write_states(json);
    return std::string(json.view());
  };
  apply(R"({"key":"a","type":"dht","gpio":2},)", 0);
  pins.tick({}, 0);
  pins.tick({}, 2);
  SUBCASE("as they are") {
    pins.tick({}, 10);
    pins.tick({}, 18);
    CHECK(states() == R"({"a":{"temperature":21.5,"humidity":40.2},"b":{"temperature":21.5,"humidity":40.2})");
  }
  SUBCASE("the first one is removed") {
    apply("", 5);
    pins.tick({}, 10);
    pins.tick({}, 18);
    CHECK(states() == R"({"b":{"temperature":21.5,"humidity":40.2})");
  }
  SUBCASE("the first one gives way to a strip") {
    apply(R"({"key":"c","type":"pixels","gpio":2},)", 5);
    pins.tick({}, 10);
    pins.tick({}, 18);
    CHECK(states().find(R"("b":{"temperature":21.5,"humidity":40.2})") != std::string::npos);
  }
  SUBCASE("the first one is asked less often") {
    apply(R"({"key":"a","type":"dht","gpio":2,"every":60},)", 5);
    for (uint32_t now_ms = 5; now_ms < 60; ++now_ms) {
      pins.tick({}, now_ms);
    }
    CHECK(states() == R"({"a":{"temperature":21.5,"humidity":40.2},"b":{"temperature":21.5,"humidity":40.2})");
  }
}

}  // namespace iotdm::test
