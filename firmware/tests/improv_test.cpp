// The exchanges of tests/contract/improv.json, and what they do not say.
#include "improv.h"

#include <doctest/doctest.h>

#include <random>

#include "contract_files.h"
#include "improv_bench.h"
#include "json_value.h"
#include "words.h"

namespace iotdm::test {

namespace {

constexpr char kTrials[] =
    "none running worked no_such_network wrong_password no_address no_broker refused_by_broker flash_failed";

std::string hex_of(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

Network network_of(const JsonValue& value) {
  Network network;
  network.ssid.assign(value["ssid"].text());
  network.psk.assign(value["psk"].text());
  network.host.assign(value["host"].text());
  network.port = static_cast<uint16_t>(value["port"].number());
  network.user.assign(value["user"].text());
  network.password.assign(value["password"].text());
  return network;
}

void check_tried(const FakeWifi& wifi, const JsonValue& expected) {
  if (expected.is_null()) {
    CHECK(wifi.tried().empty());
    return;
  }
  const Network network = network_of(expected);
  REQUIRE(wifi.tried().size() == 1);
  CHECK(wifi.tried().front().ssid == network.ssid);
  CHECK(wifi.tried().front().psk == network.psk);
  CHECK(wifi.tried().front().host == network.host);
  CHECK(wifi.tried().front().port == network.port);
  CHECK(wifi.tried().front().user == network.user);
  CHECK(wifi.tried().front().password == network.password);
}

void play(const JsonValue& exchange, size_t piece_size) {
  ImprovBench bench;
  if (exchange.has("stored")) {
    bench.wifi.store(network_of(exchange["stored"]));
  }
  if (exchange.has("networks")) {
    for (const JsonValue& network : exchange["networks"].items()) {
      bench.wifi.add(network["ssid"].text(), static_cast<int8_t>(network["rssi_dbm"].number()),
                     network["open"].boolean());
    }
  }
  for (const JsonValue& step : exchange["steps"].items()) {
    if (step.has("send")) {
      const std::string bytes = from_hex(step["send"]["hex"].text());
      for (size_t at = 0; at < bytes.size(); at += piece_size) {
        bench.send(std::string_view(bytes).substr(at, piece_size));
      }
    } else if (step.has("becomes")) {
      bench.wifi.end_trial(static_cast<Trial>(index_of_word(kTrials, step["becomes"].text())));
    } else if (step.has("tried")) {
      check_tried(bench.wifi, step["tried"]);
    } else {
      std::string expected;
      for (const JsonValue& frame : step["expect"].items()) {
        expected += "0a" + frame["hex"].text() + "0a";
      }
      CHECK(hex_of(bench.written()) == expected);
    }
  }
}

const std::string kRequestState = improv_frame(3, {"\x02\x00", 2});
const std::string kAuthorized = "\n" + improv_frame(2, {"\x00", 1}) + "\n\n" + improv_frame(1, "\x02") + "\n";

}  // namespace

TEST_CASE("A board holds its side of every Improv exchange in tests/contract") {
  const JsonValue content = JsonValue::parse(read_contract_file("improv"));
  REQUIRE(content["exchanges"].items().size() > 30);
  for (const JsonValue& exchange : content["exchanges"].items()) {
    for (const size_t piece_size : {size_t{1}, size_t{5}, size_t{1000}}) {
      INFO(exchange["name"].text(), " in pieces of ", piece_size);
      play(exchange, piece_size);
    }
  }
}

TEST_CASE("A board says nothing on the serial port before a client has asked") {
  ImprovBench bench;
  bench.send("boot\r\n");
  bench.wifi.try_network({}, 0);
  bench.wifi.end_trial(Trial::kWorked);
  CHECK(bench.written().empty());
}

TEST_CASE("A client hears of a network that came through the portal") {
  ImprovBench bench;
  bench.send(kRequestState);
  bench.written();
  bench.wifi.try_network({}, 0);
  CHECK(bench.written() == "\n" + improv_frame(1, "\x03") + "\n");
  bench.wifi.end_trial(Trial::kWorked);
  CHECK(bench.written() == "\n" + improv_frame(1, "\x04") + "\n");
}

TEST_CASE("Half a frame does not swallow the next one when there is a pause between") {
  for (size_t size = 1; size < kRequestState.size(); ++size) {
    CAPTURE(size);
    ImprovBench bench;
    bench.send(kRequestState.substr(0, size));
    bench.wait(501);
    bench.send(kRequestState);
    CHECK(bench.written() == kAuthorized);
  }
}

TEST_CASE("A frame may take its time") {
  ImprovBench bench;
  for (const char c : kRequestState) {
    bench.wait(400);
    bench.send({&c, 1});
  }
  CHECK(bench.written() == kAuthorized);
}

TEST_CASE("A list waits for the scan, and leaves out names that are no text") {
  ImprovBench bench;
  bench.wifi.scan_slowly(true);
  bench.send(improv_frame(3, {"\x04\x00", 2}));
  CHECK(bench.written().empty());
  CHECK(bench.wifi.scans() == 1);
  bench.wifi.add("\xff\xfe", -40, true);
  bench.wifi.add("", -40, true);
  bench.wifi.add("Home", -48, false);
  bench.wifi.scan_slowly(false);
  const std::string home = "\x04\x0d\x04Home\x03-48\x03YES";
  CHECK(bench.written() == "\n" + improv_frame(4, home) + "\n\n" + improv_frame(4, {"\x04\x00", 2}) + "\n");
}

TEST_CASE("While a network is tried, the list is told as it is, without a scan") {
  ImprovBench bench;
  bench.wifi.add("Home", -48, false);
  bench.send(improv_settings("Home", "correct horse"));
  bench.written();
  bench.send(improv_frame(3, {"\x04\x00", 2}));
  const std::string home = "\x04\x0d\x04Home\x03-48\x03YES";
  CHECK(bench.written() == "\n" + improv_frame(4, home) + "\n\n" + improv_frame(4, {"\x04\x00", 2}) + "\n");
  CHECK(bench.wifi.scans() == 0);
  bench.wifi.end_trial(Trial::kWrongPassword);
  bench.written();
  bench.send(improv_frame(3, {"\x04\x00", 2}));
  CHECK(bench.wifi.scans() == 1);
}

TEST_CASE("Whatever arrives on the serial port, only whole settings are tried and the board goes on answering") {
  std::mt19937 random(20262);
  const std::string golden[] = {
      improv_settings("Home", "correct horse"),
      kRequestState,
      improv_frame(3, {"\x03\x00", 2}),
      improv_frame(3, {"\x04\x00", 2}),
  };
  for (int i = 0; i < 20000; ++i) {
    ImprovBench bench;
    bench.wifi.add("Home", -48, false);
    std::string bytes = golden[random() % 4];
    bytes += golden[random() % 4];
    for (auto changes = random() % 6; changes > 0; --changes) {
      const size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes.erase(at, random() % 4);
          bytes += 'x';
          break;
        case 1:
          bytes.insert(at, 1, static_cast<char>(random()));
          break;
        default:
          bytes[at] = static_cast<char>(random());
          break;
      }
    }
    CAPTURE(hex_of(bytes));
    bench.send(bytes);
    bench.written();
    for (const Network& network : bench.wifi.tried()) {
      REQUIRE(check(network) == NetworkError::kNone);
    }
    bench.wifi.end_trial(Trial::kNone);
    bench.wait(1000);
    bench.written();
    bench.send(kRequestState);
    REQUIRE(bench.written() == kAuthorized);
  }
}

}  // namespace iotdm::test
