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

}  // namespace

TEST_CASE("Every action is for the pins that can take it, and every event for the pins that have it") {
  const std::string pins = kRelay + "," + kLight + "," + kFan + "," + kCover + "," + kButton + "," + kSwitch +
                           R"(,{"key":"p","type":"pulse","gpio":15},{"key":"t","type":"tone","gpio":1},)"
                           R"({"key":"v","type":"servo","gpio":3},{"key":"k","type":"encoder","gpio":[4,5]})";
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
      {"d.press", "a.on.off", false},   {"k.left", "b.darker", true},
      {"k.right", "a.toggle", true},    {"k.right", "c.open", true},
      {"k.left", "p.on", true},         {"k.right", "b.dim", false},
      {"k.right", "a.follow", false},   {"k.change", "a.toggle", false},
      {"k.on", "a.on", false},          {"k.press", "a.on", false},
      {"d.left", "a.on", false},        {"s.right", "a.on", false},
      {"a.left", "b.on", false},        {"k.left right", "a.on", false},
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
      R"({"when":"d.left","do":"a.on","from":"5ccf7f0a9999"})",
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
                      rule("z.press", "a.on") + "," + rule("d.hold", "z.dim") + "," + rule("z.left", "a.on"));
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
