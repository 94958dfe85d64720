// What local rules do when several things come together: turns of a knob, times of outputs, and who is there.
#include "rule_bench.h"

namespace iotdm::test {

namespace {

const std::string kButton = R"({"key":"d","type":"button","gpio":14})";
const std::string kSwitch = R"({"key":"s","type":"digital_input","gpio":15})";
const std::string kKnob = R"({"key":"k","type":"encoder","gpio":[12,13],"max":3})";
const std::string kRelay = R"({"key":"a","type":"digital_output","gpio":5})";
const std::string kLight = R"({"key":"b","type":"light","gpio":4,"gamma":1})";

std::string rule(const std::string& when, const std::string& action, const std::string& more = "") {
  return R"({"when":")" + when + R"(","do":")" + action + "\"" + more + "}";
}

std::string light(bool on, int brightness) {
  return std::string("{\"on\":") + (on ? "true" : "false") + ",\"brightness\":" + std::to_string(brightness) + "}";
}

// So many detents of four edges; nobody looks meanwhile.
void turn(RuleBench& bench, int detents) {
  for (int edges = 4 * detents; edges != 0; edges += edges > 0 ? -1 : 1) {
    const bool same = bench.gpio.read(12) == bench.gpio.read(13);
    const uint8_t moves = same == (edges > 0) ? 12 : 13;
    bench.gpio.set_outside(moves, !bench.gpio.read(moves));
  }
}

}  // namespace

TEST_CASE("A knob makes a light brighter and darker, a tenth with each detent, in the very loop") {
  RuleBench bench;
  bench.configure(kLight + "," + kKnob, rule("k.right", "b.brighter") + "," + rule("k.left", "b.darker"));
  turn(bench, 1);
  bench.run_for(1);
  CHECK(bench.state("b") == light(true, 1));
  turn(bench, 1);
  bench.run_for(1);
  CHECK(bench.state("b") == light(true, 26));
  turn(bench, -1);
  bench.run_for(1);
  CHECK(bench.state("b") == light(true, 1));
}

TEST_CASE("Each detent is an event, however many there were at once, and also beyond the end of the position") {
  RuleBench bench;
  bench.configure(kLight + "," + kKnob, rule("k.right", "b.brighter") + "," + rule("k.left", "b.darker"));
  turn(bench, 8);
  bench.run_for(1);
  CHECK(bench.state("k") == R"({"position":3})");
  CHECK(bench.state("b") == light(true, 176));
  turn(bench, -5);
  bench.run_for(1);
  CHECK(bench.state("k") == R"({"position":0})");
  CHECK(bench.state("b") == light(true, 51));
}

TEST_CASE("Half a detent and a position that is set are no events") {
  RuleBench bench;
  bench.configure(kRelay + "," + kKnob, rule("k.right", "a.toggle") + "," + rule("k.left", "a.toggle"));
  bench.gpio.set_outside(12, true);
  bench.gpio.set_outside(13, true);
  bench.run_for(100);
  CHECK_FALSE(bench.driven(5));
  CHECK(bench.pins.set("k", JsonText(R"({"position":2})"), true, bench.now_ms) == Error::kNone);
  bench.run_for(100);
  CHECK_FALSE(bench.driven(5));
}

TEST_CASE("Whatever rules want, of a group never two are on, and one that may not go off keeps the others off") {
  RuleBench bench;
  bench.configure(R"({"key":"a","type":"digital_output","gpio":5,"group":1,"dead_ms":500,"min_on":2},)"
                  R"({"key":"b","type":"digital_output","gpio":4,"group":1,"dead_ms":500},)" +
                      kButton + "," + kSwitch,
                  rule("d.press", "a.on") + "," + rule("s.on", "b.on"));
  bench.press(100);
  CHECK(bench.driven(5));
  bench.press(100, 15);
  bench.run_for(1500);
  CHECK(bench.driven(5));
  CHECK_FALSE(bench.driven(4));
  bench.run_for(1000);
  bench.gpio.set_outside(15, true);
  for (int i = 0; i < 1000; ++i) {
    bench.run_for(1);
    CHECK_FALSE((bench.driven(5) && bench.driven(4)));
  }
  CHECK(bench.driven(4));
}

TEST_CASE("While a light is dimmed or stepped, its auto-off begins anew") {
  for (const std::string action : {"dim", "brighter", "darker"}) {
    RuleBench bench;
    bench.configure(R"({"key":"b","type":"light","gpio":4,"gamma":1,"auto_off":3},)" + kButton,
                    rule("d.hold", "b." + action));
    CAPTURE(action);
    CHECK(bench.pins.set("b", JsonText(R"({"on":true,"brightness":128})"), true, bench.now_ms) == Error::kNone);
    bench.run_for(2000);
    bench.gpio.set_outside(14, true);
    bench.run_for(851);
    bench.gpio.set_outside(14, false);
    // The last step was at 2,851 ms, or the only one at 2,651 ms.
    const uint32_t last_ms = action == "dim" ? 2851 : 2651;
    bench.run_for(last_ms + 2999 - 2851);
    CHECK(bench.state("b").find(R"("on":true)") != std::string::npos);
    bench.run_for(1);
    CHECK(bench.state("b").find(R"("on":false)") != std::string::npos);
  }
}

TEST_CASE("What follows only offline stays as it is when somebody goes or comes, until its input changes") {
  RuleBench bench;
  bench.configure(kRelay + "," + kSwitch, rule("s.change", "a.follow", R"(,"only":"offline")"));
  const auto driven_when = [&bench](bool offline, bool level) {
    bench.offline = offline;
    bench.gpio.set_outside(15, level);
    bench.run_for(100);
    return bench.driven(5);
  };
  CHECK_FALSE(driven_when(false, true));
  CHECK_FALSE(driven_when(true, true));
  CHECK_FALSE(driven_when(true, false));
  CHECK(driven_when(true, true));
  CHECK(driven_when(false, true));
  CHECK(driven_when(false, false));
}

TEST_CASE("A dim that began offline ends with the release, also when somebody came meanwhile") {
  RuleBench bench;
  bench.offline = true;
  bench.configure(kLight + "," + kButton, rule("d.hold", "b.dim", R"(,"only":"offline")"));
  bench.gpio.set_outside(14, true);
  bench.run_for(851);
  CHECK(bench.state("b") == light(true, 11));
  bench.offline = false;
  bench.gpio.set_outside(14, false);
  bench.run_for(60);
  const std::string released = bench.state("b");
  bench.run_for(3000);
  CHECK(bench.state("b") == released);
}

}  // namespace iotdm::test
