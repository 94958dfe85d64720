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

TEST_CASE("Every action is for the pins that can take it, and every event for the pins that have it") {
  const std::string pins = kRelay + "," + kLight + "," + kFan + "," + kCover + "," + kButton + "," + kSwitch +
                           R"(,{"key":"p","type":"pulse","gpio":15},{"key":"t","type":"tone","gpio":1},)"
                           R"({"key":"v","type":"servo","gpio":3})";
  struct Case {
    std::string when;
    std::string action;
    bool good;
  };
  const Case cases[] = {
      {"d.press", "a.on", true},        {"d.press", "a.off", true},
      {"d.press", "a.open", false},     {"d.press", "a.dim", false},
      {"d.press", "a.brighter", false}, {"d.press", "t.toggle", true},
      {"d.press", "b.toggle", true},    {"d.press", "b.brighter", true},
      {"d.press", "f.darker", true},    {"d.press", "b.dim", false},
      {"d.click", "b.dim", false},      {"d.change", "b.dim", false},
      {"d.hold", "b.dim", true},        {"d.hold", "a.dim", false},
      {"s.on", "b.dim", false},         {"d.press", "a.follow", false},
      {"d.change", "a.follow", true},   {"s.change", "b.follow", true},
      {"s.on", "a.follow", false},      {"d.change", "p.follow", false},
      {"d.change", "c.follow", false},  {"d.press", "p.on", true},
      {"d.press", "p.off", false},      {"d.press", "p.toggle", false},
      {"d.press", "c.open", true},      {"d.press", "c.toggle", true},
      {"d.press", "c.on", false},       {"d.press", "v.on", false},
      {"d.press", "d.on", false},       {"a.press", "b.on", false},
      {"a.on", "b.on", false},          {"s.press", "a.on", false},
      {"s.click", "a.on", false},       {"d.on", "a.on", false},
      {"d.off", "a.on", false},         {"s.off", "a.on", true},
      {"d.single", "a.on", false},      {"d.", "a.on", false},
      {"d.press", "a.", false},         {"d", "a.on", false},
      {"d.press", "a", false},          {".press", "a.on", false},
      {"d.press ", "a.on", false},      {"D.press", "a.on", false},
      {"d.press.x", "a.on", false},     {"ddddd.press", "a.on", false},
      {"d.press", "a.on.off", false},
  };
  for (const Case& c : cases) {
    RuleBench bench;
    bench.configure(pins, rule(c.when, c.action));
    CAPTURE(c.when);
    CAPTURE(c.action);
    CHECK(bench.errors() == (c.good ? "[]" : R"([{"rule":0,"error":"bad_rule"}])"));
  }
}

TEST_CASE("A rule with anything wrong in it is bad") {
  const std::string cases[] = {
      R"({})",
      R"(5)",
      R"([])",
      R"("d.press")",
      R"({"when":"d.press"})",
      R"({"do":"a.on"})",
      R"({"when":"d.press","do":"a.on","only":"online"})",
      R"({"when":"d.press","do":"a.on","only":""})",
      R"({"when":"d.press","do":"a.on","only":true})",
      R"({"when":"d.press","do":"a.on","after":"5"})",
      R"({"when":"d.press","do":"a.on","from":""})",
      R"({"when":"d.press","do":"a.on","from":null})",
      R"({"when":"d.press","do":"a.on","from":"5ccf7f0a1b2c"})",
      R"({"when":"d.press","do":"a.on","from":"5CCF7F0A9999"})",
      R"({"when":"d.press","do":"a.on","from":"5ccf7f0a999"})",
      R"({"when":"d.press","do":"a.on","from":"5ccf7f0a99999"})",
      R"({"when":"d.press","do":"g.on","from":"5ccf7f0a9999"})",
      R"({"when":"d.change","do":"a.follow","from":"5ccf7f0a9999"})",
      R"({"when":"d.hold","do":"b.dim","from":"5ccf7f0a9999"})",
      R"({"when":"d.on","do":"a.on","from":"5ccf7f0a9999"})",
      R"({"when":{"d":1},"do":"a.on"})",
  };
  for (const std::string& text : cases) {
    RuleBench bench;
    bench.configure(
        kRelay + "," + kLight + "," + kButton + R"(,{"key":"g","type":"digital_output","gpio":15,"guard":true})", text);
    CAPTURE(text);
    CHECK(bench.errors() == R"([{"rule":0,"error":"bad_rule"}])");
    bench.press(1000);
    CHECK_FALSE(bench.driven(5));
  }
}

TEST_CASE("A rule that names a pin that is gone says so, and the others go on") {
  RuleBench bench;
  const std::string rules = rule("x.press", "a.on") + "," + rule("d.press", "x.on") + "," + rule("d.press", "a.toggle");
  bench.configure(kRelay + "," + kButton, rules);
  CHECK(bench.errors() == R"([{"rule":0,"error":"unknown_pin"},{"rule":1,"error":"unknown_pin"}])");
  bench.press(100);
  CHECK(bench.driven(5));
  bench.run_for(100);
  bench.configure(kButton, rules);
  CHECK(bench.errors() ==
        R"([{"rule":0,"error":"unknown_pin"},{"rule":1,"error":"unknown_pin"},{"rule":2,"error":"unknown_pin"}])");
  bench.press(100);
}

TEST_CASE("A rule of a pin in error waits for the pin, and has no error of its own") {
  RuleBench bench;
  bench.configure(R"({"key":"a","type":"digital_output","gpio":6},{"key":"z","type":"laser","gpio":4},)" + kButton,
                  rule("d.press", "a.toggle") + "," + rule("d.press", "z.shoot") + "," + rule("d.press", "z.on") + "," +
                      rule("z.press", "a.on") + "," + rule("d.hold", "z.dim"));
  CHECK(bench.errors() == R"([{"rule":1,"error":"bad_rule"}])");
  bench.press(5000);
  CHECK(bench.state("a") == "null");
}

TEST_CASE("Sixteen rules, and a list that can be one") {
  std::string items;
  for (int i = 0; i < 16; ++i) {
    items += (i > 0 ? "," : "") + rule("d.press", "a.toggle");
  }
  CHECK(Rules::check(JsonText("[" + items + "]")) == Error::kNone);
  CHECK(Rules::check(JsonText("[" + items + ",5]")) == Error::kTooBig);
  CHECK(Rules::check(JsonText()) == Error::kNone);
  CHECK(Rules::check(JsonText("[]")) == Error::kNone);
  CHECK(Rules::check(JsonText("{}")) == Error::kBadJson);
  CHECK(Rules::check(JsonText("null")) == Error::kBadJson);
  CHECK(Rules::check(JsonText("[5,]")) == Error::kBadJson);
  RuleBench bench;
  bench.configure(kRelay + "," + kButton, items + "," + rule("d.press", "a.on"));
  bench.press(100);
  CHECK_FALSE(bench.driven(5));
}

}  // namespace iotdm::test
