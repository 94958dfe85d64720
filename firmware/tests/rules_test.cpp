#include "rule_bench.h"

namespace iotdm::test {

namespace {

const std::string kButton = R"({"key":"d","type":"button","gpio":14})";
const std::string kSwitch = R"({"key":"s","type":"digital_input","gpio":12})";
const std::string kRelay = R"({"key":"a","type":"digital_output","gpio":5})";
const std::string kLight = R"({"key":"b","type":"light","gpio":4,"gamma":1})";
const std::string kFan = R"({"key":"f","type":"fan","gpio":13})";
const std::string kCover = R"({"key":"c","type":"cover","gpio":[0,2],"open_ms":10000,"close_ms":10000,"dead_ms":0})";

std::string rule(const std::string& when, const std::string& action) {
  return R"({"when":")" + when + R"(","do":")" + action + "\"}";
}

std::string light(bool on, int brightness) {
  return std::string("{\"on\":") + (on ? "true" : "false") + ",\"brightness\":" + std::to_string(brightness) + "}";
}

std::string moving(const RuleBench& bench) {
  const std::string state = bench.state("c");
  return state.substr(state.find("moving") + 9, 6);
}

void click(RuleBench& bench) {
  bench.press(100);
  bench.run_for(900);
}

}  // namespace

TEST_CASE("Each event of a button, and no other, sets off its rule") {
  struct Case {
    std::string event;
    std::vector<uint32_t> lasts_ms;
    bool acts;
  };
  const Case cases[] = {
      {"press", {60}, true},
      {"press", {40, 1000}, false},
      {"release", {60, 40}, false},
      {"release", {60, 60}, true},
      {"click", {100, 340}, false},
      {"click", {100, 360}, true},
      {"click", {2000, 1000}, false},
      {"double", {100, 1000}, false},
      {"double", {100, 100, 100, 360}, true},
      {"triple", {100, 100, 100, 360}, false},
      {"triple", {100, 100, 100, 100, 100, 60}, true},
      {"hold", {640}, false},
      {"hold", {660}, true},
      {"hold_release", {700, 60}, true},
      {"hold_release", {100, 1000}, false},
      {"change", {60}, true},
  };
  for (const Case& c : cases) {
    RuleBench bench;
    bench.configure(kRelay + "," + kButton, rule("d." + c.event, "a.on"));
    CAPTURE(c.event);
    CAPTURE(c.lasts_ms.size());
    CHECK(bench.errors() == "[]");
    bool pressed = true;
    for (const uint32_t ms : c.lasts_ms) {
      bench.gpio.set_outside(14, pressed);
      bench.run_for(ms);
      pressed = !pressed;
    }
    CHECK(bench.driven(5) == c.acts);
  }
}

TEST_CASE("A rule acts in the very instant of its event") {
  RuleBench bench;
  bench.configure(kRelay + "," + kButton, rule("d.press", "a.on"));
  bench.gpio.set_outside(14, true);
  bench.run_for(50);
  CHECK_FALSE(bench.driven(5));
  bench.run_for(1);
  CHECK(bench.driven(5));
}

TEST_CASE("Rules are carried out in their order, each for its own pin") {
  RuleBench bench;
  bench.configure(kRelay + "," + kLight + "," + kButton + "," + kSwitch,
                  rule("d.click", "a.on") + "," + rule("d.click", "a.toggle") + "," + rule("d.click", "b.on") + "," +
                      rule("s.on", "b.off"));
  click(bench);
  CHECK(bench.state("a") == "false");
  CHECK(bench.state("b") == light(true, 255));
  bench.press(100, 12);
  CHECK(bench.state("b") == light(false, 255));
}

TEST_CASE("A switch sets off its rules, and an output follows it when it changes") {
  RuleBench bench;
  bench.gpio.set_outside(12, true);
  bench.configure(kRelay + "," + kLight + "," + kSwitch, rule("s.change", "a.follow") + "," + rule("s.off", "b.on"));
  bench.run_for(1000);
  CHECK_FALSE(bench.driven(5));
  bench.gpio.set_outside(12, false);
  bench.run_for(60);
  CHECK(bench.state("a") == "false");
  CHECK(bench.state("b") == light(true, 255));
  bench.gpio.set_outside(12, true);
  bench.run_for(60);
  CHECK(bench.state("a") == "true");
}

TEST_CASE("A button works like a bell push, where an output follows it") {
  RuleBench bench;
  bench.configure(kRelay + "," + kButton, rule("d.change", "a.follow"));
  bench.gpio.set_outside(14, true);
  bench.run_for(3000);
  CHECK(bench.driven(5));
  bench.gpio.set_outside(14, false);
  bench.run_for(60);
  CHECK_FALSE(bench.driven(5));
}

TEST_CASE("What a set may not do, a rule may not do either, and nothing follows later") {
  RuleBench bench;
  bench.configure(R"({"key":"a","type":"digital_output","gpio":5,"min_on":10},)" + kButton,
                  rule("d.press", "a.toggle"));
  bench.press(100);
  bench.run_for(100);
  CHECK(bench.driven(5));
  bench.press(100);
  bench.run_for(20000);
  CHECK(bench.driven(5));
  bench.press(100);
  CHECK_FALSE(bench.driven(5));
}

TEST_CASE("What waits for its group is toggled off") {
  RuleBench bench(1000);
  bench.configure(R"({"key":"a","type":"digital_output","gpio":5,"group":1,"dead_ms":60000},)" + kButton,
                  rule("d.press", "a.toggle"));
  bench.press(100);
  bench.run_for(100);
  CHECK_FALSE(bench.driven(5));
  bench.press(100);
  bench.run_for(100000);
  CHECK_FALSE(bench.driven(5));
}

TEST_CASE("A guarded pin takes the rules of its own board") {
  RuleBench bench;
  bench.configure(R"({"key":"a","type":"digital_output","gpio":5,"guard":true},)" + kButton, rule("d.press", "a.on"));
  CHECK(bench.errors() == "[]");
  bench.press(100);
  CHECK(bench.driven(5));
}

TEST_CASE("A rule counts always, or only while nobody is there") {
  for (const bool offline : {false, true}) {
    RuleBench bench;
    bench.offline = offline;
    bench.configure(kRelay + "," + kLight + "," + kButton, R"({"when":"d.press","do":"a.on","only":"offline"},)"
                                                           R"({"when":"d.press","do":"b.on","only":"always"})");
    bench.press(100);
    CHECK(bench.driven(5) == offline);
    CHECK(bench.state("b") == light(true, 255));
  }
}

TEST_CASE("Hold to dim goes brighter and darker in turn, and ends with the release") {
  RuleBench bench;
  bench.configure(kLight + "," + kButton, rule("d.hold", "b.dim") + "," + rule("d.click", "b.toggle"));
  // From off it goes on at the lowest: 1, and a step of 5 every 100 ms.
  bench.gpio.set_outside(14, true);
  bench.run_for(651);
  CHECK(bench.state("b") == light(true, 1));
  bench.run_for(100);
  CHECK(bench.state("b") == light(true, 6));
  bench.run_for(900);
  CHECK(bench.state("b") == light(true, 51));
  bench.gpio.set_outside(14, false);
  bench.run_for(5000);
  CHECK(bench.state("b") == light(true, 51));
  // The other way, and not below the lowest.
  bench.gpio.set_outside(14, true);
  bench.run_for(751);
  CHECK(bench.state("b") == light(true, 41));
  bench.run_for(10000);
  CHECK(bench.state("b") == light(true, 1));
  bench.gpio.set_outside(14, false);
  bench.run_for(1000);
  // And brighter, up to the end.
  bench.press(10000);
  bench.run_for(1000);
  CHECK(bench.state("b") == light(true, 255));
  bench.press(700);
  bench.run_for(1000);
  CHECK(bench.state("b") == light(true, 250));
}

TEST_CASE("From one end to the other a dim takes five seconds") {
  RuleBench bench;
  bench.configure(kLight + "," + kFan + "," + kButton, rule("d.hold", "b.dim") + "," + rule("d.hold", "f.dim"));
  bench.gpio.set_outside(14, true);
  bench.run_for(651 + 4900);
  CHECK(bench.state("b") != light(true, 255));
  CHECK(bench.state("f") == R"({"on":true,"speed":99})");
  bench.run_for(300);
  CHECK(bench.state("b") == light(true, 255));
  CHECK(bench.state("f") == R"({"on":true,"speed":100})");
}

TEST_CASE("What goes off while it is dimmed stays off") {
  RuleBench bench;
  bench.configure(kLight + "," + kButton, rule("d.hold", "b.dim"));
  bench.gpio.set_outside(14, true);
  bench.run_for(851);
  CHECK(bench.state("b") == light(true, 11));
  CHECK(bench.pins.set("b", JsonText(R"({"on":false})"), true, bench.now_ms) == Error::kNone);
  bench.run_for(3000);
  CHECK(bench.state("b").find(R"("on":false)") != std::string::npos);
}

TEST_CASE("A new configuration ends a dim") {
  RuleBench bench;
  bench.configure(kLight + "," + kButton, rule("d.hold", "b.dim"));
  bench.gpio.set_outside(14, true);
  bench.run_for(851);
  bench.configure(kLight + "," + kButton, rule("d.hold", "b.dim"));
  bench.run_for(5000);
  CHECK(bench.state("b") == light(true, 11));
}

TEST_CASE("Single steps are a tenth of the range; what is off goes on at its lowest, and nothing goes off") {
  RuleBench bench;
  bench.configure(kLight + "," + kFan + "," + kButton + "," + kSwitch,
                  rule("d.press", "b.brighter") + "," + rule("d.press", "f.brighter") + "," + rule("s.on", "b.darker") +
                      "," + rule("s.on", "f.darker"));
  bench.press(100, 12);
  CHECK(bench.state("b") == light(false, 255));
  bench.run_for(100);
  bench.press(100);
  CHECK(bench.state("b") == light(true, 1));
  CHECK(bench.state("f") == R"({"on":true,"speed":1})");
  bench.run_for(100);
  bench.press(100);
  CHECK(bench.state("b") == light(true, 26));
  CHECK(bench.state("f") == R"({"on":true,"speed":11})");
  for (int i = 0; i < 12; ++i) {
    bench.run_for(100);
    bench.press(100);
  }
  CHECK(bench.state("b") == light(true, 255));
  CHECK(bench.state("f") == R"({"on":true,"speed":100})");
  for (int i = 0; i < 12; ++i) {
    bench.run_for(100);
    bench.press(100, 12);
  }
  CHECK(bench.state("b") == light(true, 1));
  CHECK(bench.state("f") == R"({"on":true,"speed":1})");
}

TEST_CASE("A cover opens, stops, closes and stops in turn, and its ends say where it can go") {
  RuleBench bench;
  bench.configure(kCover + "," + kButton, rule("d.press", "c.toggle"));
  const auto press = [&bench] {
    bench.press(100);
    bench.run_for(100);
    return moving(bench);
  };
  CHECK(press() == "openin");
  bench.run_for(20000);
  CHECK(bench.state("c") == R"({"position":100,"moving":"stopped"})");
  CHECK(press() == "closin");
  bench.run_for(3000);
  CHECK(press() == "stoppe");
  CHECK(press() == "openin");
  CHECK(press() == "stoppe");
  CHECK(press() == "closin");
  bench.run_for(20000);
  CHECK(bench.state("c") == R"({"position":0,"moving":"stopped"})");
  CHECK(press() == "openin");
}

TEST_CASE("A cover that stands open is closed, also when nobody knows how it came there") {
  RuleBench bench;
  bench.configure(kCover + "," + kButton, rule("d.press", "c.toggle"));
  bench.press(100);
  bench.run_for(20000);
  std::string other = kCover;
  other.replace(other.find("10000"), 5, "12000");
  bench.configure(other + "," + kButton, rule("d.press", "c.toggle"));
  CHECK(bench.state("c") == R"({"position":100,"moving":"stopped"})");
  bench.press(100);
  CHECK(moving(bench) == "closin");
}

TEST_CASE("A cover goes where its rule says") {
  RuleBench bench;
  bench.configure(kCover + "," + kButton + "," + kSwitch,
                  rule("d.press", "c.close") + "," + rule("s.on", "c.open") + "," + rule("d.hold", "c.stop"));
  bench.press(100, 12);
  CHECK(moving(bench) == "openin");
  bench.gpio.set_outside(14, true);
  bench.run_for(100);
  CHECK(moving(bench) == "closin");
  bench.run_for(600);
  CHECK(moving(bench) == "stoppe");
}

TEST_CASE("A pulse is set off, and a second press does not begin it anew") {
  RuleBench bench;
  bench.configure(R"({"key":"p","type":"pulse","gpio":5,"on_ms":1000},)" + kButton, rule("d.press", "p.on"));
  CHECK(bench.errors() == "[]");
  bench.press(100);
  CHECK(bench.driven(5));
  bench.run_for(100);
  bench.press(100);
  bench.run_for(852);
  CHECK_FALSE(bench.driven(5));
}

}  // namespace iotdm::test
