#include <doctest/doctest.h>

#include <algorithm>

#include "bench.h"
#include "printing.h"
#include "probes.h"

namespace iotdm::test {

namespace {

using simulation::ProbeFault;

std::string digits(uint32_t serial) {
  char buffer[20];
  JsonWriter json(buffer, sizeof(buffer));
  json.hex(rom_of(serial).data(), 8);
  return std::string(json.view());
}

std::string scan(const std::string& id, const std::string& more = R"(,"gpio":4)") {
  return command(id, "scan", R"(,"bus":"one_wire")" + more);
}

// What the result with this id says behind it; empty when there is none.
std::string answer_to(Bench& bench, const std::string& id) {
  const std::string result = bench.last("/out/result");
  const std::string start = R"("id":")" + id + R"(",)";
  const size_t at = result.find(start);
  return at == std::string::npos ? "" : result.substr(at + start.size());
}

std::string refusal(const char* error) { return std::string(R"("ok":false,"errors":[{"error":")") + error + R"("}]})"; }

}  // namespace

TEST_CASE("A scan finds nothing on an empty bus, and lets go of the GPIO") {
  Bench bench;
  bench.go_online(config(13, ""));
  bench.receive("/in/command", scan("c1"));
  bench.run_for(100);
  CHECK(answer_to(bench, "c1") == R"("ok":true,"found":[],"more":false})");
  CHECK(bench.gpio.take_log() == Log{"4 input_pullup", "4 input"});
}

TEST_CASE("A scan tells probes and what they measure, and goes on behind the last one") {
  Bench bench;
  bench.go_online(config(13, ""));
  auto& probes = bench.gpio.bus(4).probes;
  // 1, 2, 3, 4 and 5 by the order of their bits, the lowest first, are 4, 2, 1, 5, 3.
  for (const int16_t i : {int16_t{1}, int16_t{2}, int16_t{3}, int16_t{4}, int16_t{5}}) {
    probes.push_back({rom_of(static_cast<uint32_t>(i)), static_cast<int16_t>(16 * i),
                      i == 2   ? ProbeFault::kChecksum
                      : i == 5 ? ProbeFault::kNoMeasuring
                               : ProbeFault::kNone});
  }
  bench.receive("/in/command", scan("c1"));
  bench.run_for(500);
  CHECK(bench.published().empty());
  bench.run_for(1000);
  CHECK(answer_to(bench, "c1") == R"("ok":true,"found":[{"rom":)" + digits(4) + R"(,"value":4},{"rom":)" + digits(2) +
                                      R"(,"value":null},{"rom":)" + digits(1) + R"(,"value":1},{"rom":)" + digits(5) +
                                      R"(,"value":null}],"more":true})");
  bench.receive("/in/command", scan("c2", R"(,"gpio":4,"after":)" + digits(5)));
  bench.run_for(1500);
  CHECK(answer_to(bench, "c2") == R"("ok":true,"found":[{"rom":)" + digits(3) + R"(,"value":3}],"more":false})");
}

TEST_CASE("A part of another family is none of the answer's") {
  Bench bench;
  bench.go_online(config(13, ""));
  simulation::Probe::Rom other = {0x10, 1, 2, 3};
  other.back() = simulation::checksum(other.data(), 7);
  bench.gpio.bus(4).probes = {{other, 320, ProbeFault::kNone}, {rom_of(1), 320, ProbeFault::kNone}};
  bench.receive("/in/command", scan("c1"));
  bench.run_for(1500);
  CHECK(answer_to(bench, "c1") == R"("ok":true,"found":[{"rom":)" + digits(1) + R"(,"value":20}],"more":false})");
}

TEST_CASE("A bus on which nothing can be understood is a bad value") {
  Bench bench;
  bench.go_online(config(13, ""));
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kNone}};
  bench.gpio.deafen(4, true);
  bench.receive("/in/command", scan("c1"));
  bench.run_for(100);
  CHECK(answer_to(bench, "c1") == refusal("sensor_bad_value"));
}

TEST_CASE("A scan of a bus with pins changes nothing for them, and keeps the GPIO ready") {
  Bench bench;
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kNone}, {rom_of(2), 336, ProbeFault::kNone}};
  bench.go_online(config(13, R"({"key":"a","type":"ds18b20","gpio":4,"rom":)" + digits(1) +
                                 R"(,"every":1},{"key":"b","type":"ds18b20","gpio":4,"rom":)" + digits(2) +
                                 R"(,"every":1})"));
  for (int i = 0; i < 20; ++i) {
    const std::string id = "c" + std::to_string(i);
    bench.receive("/in/command", scan(id));
    bench.run_for(1300 + 10 * static_cast<uint32_t>(i));
    CHECK(answer_to(bench, id) == R"("ok":true,"found":[{"rom":)" + digits(2) + R"(,"value":21},{"rom":)" + digits(1) +
                                      R"(,"value":20}],"more":false})");
  }
  CHECK(bench.payloads("/out/state").empty());
  CHECK(bench.payloads("/out/status").empty());
  CHECK_FALSE(bench.gpio.driven(4));
  const Log log = bench.gpio.take_log();
  CHECK(std::count(log.begin(), log.end(), "4 input") == 0);
}

TEST_CASE("A scan is refused where the bus cannot be") {
  Bench bench;
  bench.go_online(config(13, R"({"key":"a","type":"digital_output","gpio":5})"));
  const auto asked = [&bench](const std::string& id, const std::string& more) {
    bench.receive("/in/command", scan(id, more));
    return answer_to(bench, id);
  };
  CHECK(asked("c1", R"(,"gpio":5)") == refusal("pin_in_use"));
  CHECK(asked("c2", R"(,"gpio":16)") == refusal("pin_not_capable"));
  CHECK(asked("c3", R"(,"gpio":17)") == refusal("pin_not_capable"));
  CHECK(asked("c4", R"(,"gpio":8)") == refusal("pin_reserved"));
  CHECK(asked("c5", "") == refusal("pin_not_capable"));
  CHECK(asked("c6", R"(,"gpio":4,"after":"28")") == refusal("bad_option"));
  bench.receive("/in/command", command("c7", "scan", R"(,"bus":"i2c","gpio":4)"));
  CHECK(answer_to(bench, "c7") == refusal("bad_option"));
}

TEST_CASE("One scan at a time; the same message again changes nothing, and is no second scan") {
  Bench bench;
  bench.go_online(config(13, ""));
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kNone}};
  bench.receive("/in/command", scan("c1"));
  bench.receive("/in/command", scan("c1"));
  bench.receive("/in/command", scan("c2", R"(,"gpio":5)"));
  CHECK(answer_to(bench, "c2") == refusal("busy"));
  bench.run_for(1500);
  CHECK(bench.payloads("/out/result").size() == 1);
  bench.receive("/in/command", scan("c3"));
  bench.run_for(1500);
  CHECK(answer_to(bench, "c3") == R"("ok":true,"found":[{"rom":)" + digits(1) + R"(,"value":20}],"more":false})");
}

TEST_CASE("A configuration that wants the GPIO goes first") {
  Bench bench;
  bench.go_online(config(13, ""));
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kNone}};
  bench.receive("/in/command", scan("c1"));
  bench.run_for(20);
  bench.receive("/in/config", config(14, R"({"key":"a","type":"digital_output","gpio":4})"), true);
  bench.run_for(20);
  std::string answer;
  for (const std::string& result : bench.payloads("/out/result")) {
    answer = result.find(R"("id":"c1")") == std::string::npos ? answer : result;
  }
  CHECK(answer.find(refusal("pin_in_use")) != std::string::npos);
  CHECK(bench.gpio.driven(4) == 0);
}

TEST_CASE("The answer waits until there is a connection with room for it") {
  Bench bench;
  bench.go_online(config(13, ""));
  bench.gpio.bus(4).probes = {{rom_of(1), 320, ProbeFault::kNone}};
  bench.receive("/in/command", scan("c1"));
  bench.lose_connection();
  bench.run_for(1500);
  CHECK(answer_to(bench, "c1").empty());
  bench.reconnect();
  bench.run_for(4000);
  bool answered = false;
  for (const std::string& result : bench.payloads("/out/result")) {
    answered = answered || result.find(R"("id":"c1","ok":true,"found":[{)") != std::string::npos;
  }
  CHECK(answered);
}

}  // namespace iotdm::test
