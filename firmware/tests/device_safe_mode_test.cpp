#include <doctest/doctest.h>

#include "bench.h"
#include "hostile.h"
#include "printing.h"

namespace iotdm::test {

namespace {

const std::string kOutput = R"({"key":"a","type":"digital_output","gpio":5})";
const std::string kOther = R"({"key":"a","type":"digital_output","gpio":4})";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void crash(Bench& bench, int times) {
  for (int i = 0; i < times; ++i) {
    bench.run_for(100);
    bench.boot(ResetReason::kException);
  }
}

// What the device says of itself when it gets online.
std::string status(Bench& bench) {
  bench.connect();
  bench.run_for(1000);
  return bench.last("/out/status");
}

std::string safe(int step) { return "\"safe\":" + std::to_string(step) + ","; }

// Two proven configurations: revision 13 at GPIO 5, and the newer 14 at GPIO 4.
void store_both(Bench& bench, const std::string& previous = config(13, kOutput)) {
  bench.store(previous, 13);
  bench.store(config(14, kOther), 14);
  bench.boot();
}

}  // namespace

TEST_CASE("Each rung of the ladder drives less, and only the last one wants the portal") {
  struct Rung {
    int crashes;
    int step;
    bool gpio_4;
    bool gpio_5;
  };
  for (const Rung rung :
       {Rung{0, 0, true, false}, Rung{2, 0, true, false}, Rung{3, 1, false, true}, Rung{5, 1, false, true},
        Rung{6, 2, false, false}, Rung{8, 2, false, false}, Rung{9, 3, false, false}, Rung{11, 3, false, false},
        Rung{12, 4, false, false}, Rung{50, 4, false, false}}) {
    Bench bench;
    store_both(bench);
    crash(bench, rung.crashes);
    CAPTURE(rung.crashes);
    CHECK(bench.gpio.driven(4).has_value() == rung.gpio_4);
    CHECK(bench.gpio.driven(5).has_value() == rung.gpio_5);
    // Also what it does not drive: something is connected there.
    CHECK(bench.device().knows(4) == (rung.step == 0 || rung.step == 2));
    bench.run_for(10);
    CHECK(bench.wifi.access_point().empty() == (rung.step != 4));
    const std::string said = status(bench);
    CHECK(contains(said, safe(rung.step)));
    CHECK(contains(said, R"("manager":"k3v9x2m8qa","role":"r7w2c5t1zp",)"));
    CHECK(contains(said, rung.step == 1 ? R"("revision":13,)" : R"("revision":14,)"));
  }
}

TEST_CASE("A power cut in the middle of the ladder begins anew, whatever the memory holds then") {
  for (const int crashes : {1, 3, 6, 9, 12}) {
    Bench bench;
    store_both(bench);
    crash(bench, crashes);
    bench.boot(ResetReason::kPowerOn);
    CHECK(bench.gpio.driven(4).has_value());
    CHECK(contains(status(bench), safe(0)));
  }
}

TEST_CASE("Garbage in the memory at a crash counts as the first crash") {
  Bench bench;
  store_both(bench);
  crash(bench, 2);
  bench.rtc.power_on();
  crash(bench, 1);
  CHECK(bench.gpio.driven(4).has_value());
  crash(bench, 2);
  CHECK(bench.gpio.driven(5).has_value());
}

TEST_CASE("Without a previous configuration that may stand in, the first step is to drive nothing") {
  const std::string other_role = R"({"revision":13,"manager":"k3v9x2m8qa","role":"another","pins":[)" + kOutput + "]}";
  const std::string other_manager =
      R"({"revision":13,"manager":"another","role":"r7w2c5t1zp","pins":[)" + kOutput + "]}";
  for (const std::string& previous : {tombstone(13), other_role, other_manager, std::string("{}")}) {
    CAPTURE(previous);
    Bench bench;
    store_both(bench, previous);
    crash(bench, 3);
    CHECK_FALSE(bench.gpio.driven(4).has_value());
    CHECK_FALSE(bench.gpio.driven(5).has_value());
    const std::string said = status(bench);
    CHECK(contains(said, safe(2)));
    CHECK(contains(said, R"("revision":14,)"));
    crash(bench, 3);
    CHECK(contains(status(bench), safe(3)));
  }
}

TEST_CASE("A previous configuration whose sector has rotted does not stand in") {
  Bench bench;
  store_both(bench);
  bench.flash.sector(kSectorConfigA).at(64) ^= 0x10;
  crash(bench, 3);
  CHECK(contains(status(bench), safe(2)));
}

TEST_CASE("A device without a configuration goes down as well, and stays a spare") {
  Bench bench;
  bench.boot();
  crash(bench, 2);
  CHECK(contains(status(bench), safe(0)));
  crash(bench, 1);
  CHECK(contains(status(bench), R"("role":null,"revision":0,"hash":"00000000","safe":2,)"));
  crash(bench, 6);
  bench.run_for(10);
  CHECK(bench.wifi.access_point() == "IoT-Device-0a1b2c");
  bench.connect();
  bench.run_for(5000);
  CHECK_FALSE(bench.last("/out/spare").empty());
}

TEST_CASE("A configuration on trial has its crashes in the flash alone, so the ladder begins behind the return") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  bench.receive("/in/config", config(14, kOther));
  crash(bench, 2);
  CHECK(bench.gpio.driven(4).has_value());
  crash(bench, 1);
  CHECK(bench.gpio.driven(5).has_value());
  crash(bench, 2);
  CHECK(bench.gpio.driven(5).has_value());
  crash(bench, 1);
  CHECK_FALSE(bench.gpio.driven(5).has_value());
  const std::string said = status(bench);
  CHECK(contains(said, safe(2)));
  CHECK(contains(said, R"("rejected":{"revision":14,)"));
}

TEST_CASE("Where the flash cannot take the count of a configuration on trial, the ladder counts") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  bench.receive("/in/config", config(14, kOther));
  bench.flash.fail(true);
  crash(bench, 3);
  CHECK(bench.gpio.driven(5).has_value());
  CHECK(contains(status(bench), safe(1)));
  bench.flash.fail(false);
  crash(bench, 3);
  CHECK(contains(status(bench), safe(2)));
  // What crashed in a safe mode was not the configuration.
  bench.boot(ResetReason::kSoftware);
  CHECK(bench.gpio.driven(4).has_value());
  crash(bench, 2);
  CHECK(bench.gpio.driven(4).has_value());
}

TEST_CASE("A healthy run stays in its safe mode, and the crash that ends it brings everything back") {
  for (const int step : {1, 2, 3, 4}) {
    CAPTURE(step);
    Bench bench;
    store_both(bench);
    crash(bench, 3 * step);
    const bool previous = step == 1;
    bench.run_for(3600000);
    CHECK(contains(status(bench), safe(step)));
    CHECK(bench.gpio.driven(5).has_value() == previous);
    bench.boot(ResetReason::kWatchdog);
    CHECK(bench.gpio.driven(4).has_value());
    CHECK_FALSE(bench.device().network().access_point());
    CHECK(contains(status(bench), safe(0)));
    crash(bench, 2);
    CHECK(bench.gpio.driven(4).has_value());
    crash(bench, 1);
    CHECK(bench.gpio.driven(5).has_value());
  }
}

TEST_CASE("A healthy run in a safe mode does not count against a configuration that did not run") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  bench.receive("/in/config", config(14, kOther));
  bench.flash.fail(true);
  crash(bench, 3);
  bench.run_for(60000);
  bench.flash.fail(false);
  // Neither the crash that ends it, nor the next two.
  crash(bench, 1);
  crash(bench, 2);
  CHECK(bench.gpio.driven(4).has_value());
}

TEST_CASE("What the device runs instead refuses the crashing one, whatever was refused after it") {
  Bench bench;
  store_both(bench);
  crash(bench, 3);
  bench.connect();
  bench.receive("/in/config", "{");
  bench.receive("/in/config", config(14, kOther), true);
  CHECK(contains(bench.last("/out/result"), "rejected_before"));
  CHECK(bench.gpio.driven(5).has_value());
}

TEST_CASE("A new configuration ends every safe mode but the last, and so does a tombstone") {
  for (const int crashes : {3, 6, 9}) {
    for (const std::string& document : {config(15, kOutput), tombstone(15)}) {
      CAPTURE(crashes);
      CAPTURE(document);
      Bench bench;
      store_both(bench);
      crash(bench, crashes);
      bench.connect();
      bench.receive("/in/config", document);
      const std::string said = bench.last("/out/status");
      CHECK(contains(said, safe(0)));
      CHECK(contains(said, R"("revision":15,)"));
      CHECK_FALSE(contains(said, "safe_mode"));
      CHECK(bench.gpio.driven(5).has_value() == contains(document, "digital_output"));
      // The crashes from before are forgotten.
      crash(bench, 2);
      CHECK(contains(status(bench), safe(0)));
    }
  }
}

TEST_CASE("After the previous configuration stood in, the next one replaces the one that crashed") {
  Bench bench;
  store_both(bench);
  crash(bench, 3);
  bench.connect();
  bench.receive("/in/config", config(15, R"({"key":"a","type":"digital_output","gpio":12})"));
  CHECK(bench.gpio.driven(12).has_value());
  crash(bench, 3);
  CHECK(bench.gpio.driven(5).has_value());
  bench.boot(ResetReason::kPowerOn);
  CHECK(bench.gpio.driven(5).has_value());
}

TEST_CASE("In the last safe mode a configuration is not read, and is welcome after a restart") {
  Bench bench;
  store_both(bench);
  crash(bench, 12);
  bench.connect();
  for (const std::string& document : {config(15, kOutput), std::string("{"), std::string(3000, 'x')}) {
    bench.receive("/in/config", document);
    CHECK(contains(bench.last("/out/result"), R"("revision":0,"hash":")" + hex(hash_of(document)) +
                                                  R"(","ok":false,"errors":[{"error":"safe_mode"}]})"));
  }
  bench.boot(ResetReason::kSoftware);
  bench.connect();
  bench.receive("/in/config", config(15, kOutput), true);
  CHECK(bench.gpio.driven(5).has_value());
}

TEST_CASE("Identify, asked of all devices, drives nothing in a safe mode without pins") {
  for (const int crashes : {6, 9, 12}) {
    Bench bench;
    store_both(bench);
    crash(bench, crashes);
    bench.connect();
    bench.receive_topic("iotdm/1/all/in/command", R"({"id":"8a0","cmd":"identify","seconds":10})");
    bench.run_for(1000);
    CHECK_FALSE(bench.gpio.driven(2).has_value());
  }
}

TEST_CASE("Without pins the telemetry goes on, so the device stays within reach") {
  for (const int crashes : {6, 9, 12}) {
    Bench bench;
    store_both(bench);
    crash(bench, crashes);
    bench.connect();
    bench.run_for(130000);
    CHECK(bench.payloads("/out/telemetry").size() >= 2);
  }
}

TEST_CASE("In every safe mode hostile messages neither drive anything nor silence the device") {
  for (const int crashes : {6, 9, 12}) {
    CAPTURE(crashes);
    Bench bench;
    store_both(bench);
    crash(bench, crashes);
    bench.connect();
    bench.run_for(4000);
    bench.gpio.take_log();
    for (const Received& message : truncated_messages()) {
      send_hostile(bench, message);
    }
    CHECK(bench.gpio.take_log().empty());
    bench.published();
    bench.receive("/in/command", command("ping1", "ping"));
    CHECK(contains(bench.last("/out/result"), "\"id\":\"ping1\",\"ok\":true"));
  }
}

TEST_CASE("What was refused for want of memory is carried out when it is sent again") {
  Bench bench;
  bench.go_online(config(13, kOutput));
  for (const uint32_t block : {0U, 6143U}) {
    bench.system.set_largest_block(block);
    bench.receive("/in/set", set("7c1", "\"a\":true"));
    CHECK(contains(bench.last("/out/result"), "no_memory"));
    CHECK(bench.gpio.driven(5) == 0);
  }
  bench.system.set_largest_block(6144);
  bench.receive("/in/set", set("7c1", "\"a\":true"));
  CHECK(bench.gpio.driven(5) == Gpio::kFullDuty);
}

}  // namespace iotdm::test
