#include "pin_bench.h"
#include "rule_bench.h"

namespace iotdm::test {

namespace {

const std::string kButton = R"({"key":"d","type":"button","gpio":14})";

// Close before the wrap of the clock, so that every pattern crosses it somewhere.
constexpr uint32_t kBeforeWrap = 0U - 1400;

}  // namespace

TEST_CASE("Each pattern is told at its moment, and as nothing else") {
  struct Case {
    std::string name;
    std::vector<uint32_t> lasts_ms;  // pressed, released, pressed, and so on
    Log events;
  };
  const Case cases[] = {
      {"click", {100, 1000}, {"d.press@51", "d.release@151", "d.click@451"}},
      {"shortest press that counts", {51, 1000}, {"d.press@51", "d.release@102", "d.click@402"}},
      {"longest click", {650, 1000}, {"d.press@51", "d.release@701", "d.click@1001"}},
      {"double",
       {100, 100, 100, 1000},
       {"d.press@51", "d.release@151", "d.press@251", "d.release@351", "d.double@651"}},
      {"last moment of a double",
       {100, 299, 100, 1000},
       {"d.press@51", "d.release@151", "d.press@450", "d.release@550", "d.double@850"}},
      {"two clicks",
       {100, 301, 100, 1000},
       {"d.press@51", "d.release@151", "d.click@451", "d.press@452", "d.release@552", "d.click@852"}},
      {"triple at once",
       {100, 100, 100, 100, 100, 1000},
       {"d.press@51", "d.release@151", "d.press@251", "d.release@351", "d.press@451", "d.release@551", "d.triple@551"}},
      {"a fourth one begins anew",
       {100, 100, 100, 100, 100, 100, 100, 1000},
       {"d.press@51", "d.release@151", "d.press@251", "d.release@351", "d.press@451", "d.release@551", "d.triple@551",
        "d.press@651", "d.release@751", "d.click@1051"}},
      {"hold", {2000, 1000}, {"d.press@51", "d.hold@651", "d.release@2051", "d.hold_release@2051"}},
      {"shortest hold", {651, 1000}, {"d.press@51", "d.hold@651", "d.release@702", "d.hold_release@702"}},
      {"click before a hold",
       {100, 100, 2000, 1000},
       {"d.press@51", "d.release@151", "d.press@251", "d.click@851", "d.hold@851", "d.release@2251",
        "d.hold_release@2251"}},
      {"click after a hold",
       {700, 100, 100, 1000},
       {"d.press@51", "d.hold@651", "d.release@751", "d.hold_release@751", "d.press@851", "d.release@951",
        "d.click@1251"}},
      {"bounces", {20, 30, 49, 1000}, {}},
      {"a press that bounces", {20, 30, 100, 1000}, {"d.press@101", "d.release@201", "d.click@501"}},
      {"a release that bounces", {100, 20, 30, 1000}, {"d.press@51", "d.release@201", "d.click@501"}},
  };
  for (const Case& c : cases) {
    for (const uint32_t begin_ms : {100000U, kBeforeWrap}) {
      RuleBench bench(begin_ms);
      bench.configure(kButton);
      CAPTURE(c.name);
      CAPTURE(begin_ms);
      bool pressed = true;
      for (const uint32_t ms : c.lasts_ms) {
        bench.gpio.set_outside(14, pressed);
        bench.run_for(ms);
        pressed = !pressed;
      }
      CHECK(bench.take_events() == c.events);
    }
  }
}

TEST_CASE("The options of a button say when") {
  struct Case {
    std::string options;
    Log events;
  };
  const Case cases[] = {
      {R"(,"multi_ms":0)", {"d.press@51", "d.release@201", "d.click@201"}},
      {R"(,"multi_ms":2000)", {"d.press@51", "d.release@201", "d.click@2201"}},
      {R"(,"debounce_ms":5)", {"d.press@6", "d.release@156", "d.click@456"}},
      {R"(,"debounce_ms":1000)", {}},
      {R"(,"hold_ms":100,"debounce_ms":49)", {"d.press@50", "d.hold@150", "d.release@200", "d.hold_release@200"}},
  };
  for (const Case& c : cases) {
    RuleBench bench;
    bench.configure(R"({"key":"d","type":"button","gpio":14)" + c.options + "}");
    CAPTURE(c.options);
    bench.press(150);
    bench.run_for(3000);
    CHECK(bench.take_events() == c.events);
  }
}

TEST_CASE("A button that is pressed when it begins tells nothing before it was released") {
  RuleBench bench;
  bench.gpio.set_outside(14, true);
  bench.configure(kButton);
  CHECK(bench.state("d") == "true");
  bench.run_for(5000);
  bench.gpio.set_outside(14, false);
  bench.run_for(5000);
  CHECK(bench.take_events() == Log{});
  CHECK(bench.state("d") == "false");
  bench.press(100);
  bench.run_for(60);
  CHECK(bench.take_events() == Log{"d.press@51", "d.release@151"});
}

TEST_CASE("A button whose line rises slowly behind its pull tells nothing, and works from then on") {
  RuleBench bench;
  REQUIRE(bench.pins.plan(JsonText(R"([{"key":"d","type":"button","gpio":14,"pull":"up"}])")) == Error::kNone);
  bench.pins.apply(bench.now_ms);
  CHECK(bench.state("d") == "false");
  bench.gpio.set_outside(14, true);
  bench.run_for(5000);
  CHECK(bench.state("d") == "true");
  bench.gpio.set_outside(14, false);
  bench.run_for(5000);
  CHECK(bench.take_events() == Log{});
  bench.gpio.set_outside(14, true);
  bench.run_for(60);
  CHECK(bench.take_events() == Log{"d.press@51"});
}

TEST_CASE("A change of its configuration ends what a button was about to tell") {
  RuleBench bench;
  bench.configure(kButton);
  bench.press(100);
  bench.run_for(60);
  bench.take_events();
  bench.configure(R"({"key":"d","type":"button","gpio":14,"multi_ms":500})");
  bench.run_for(2000);
  CHECK(bench.take_events() == Log{});
}

TEST_CASE("A button that was held for longer than the clock has bits tells its release") {
  RuleBench bench;
  bench.configure(kButton);
  bench.gpio.set_outside(14, true);
  bench.run_for(1000);
  bench.now_ms += 0x80000000U;
  bench.run_for(1000);
  bench.now_ms += 0x80000000U;
  CHECK(bench.take_events() == Log{"d.press@51", "d.hold@651"});
  bench.gpio.set_outside(14, false);
  bench.run_for(1000);
  CHECK(bench.take_events() == Log{"d.release@51", "d.hold_release@51"});
}

TEST_CASE("A press whose end a late loop finds is a click, however late the loop is") {
  for (const std::string debounce : {"5", "50"}) {
    RuleBench bench;
    bench.configure(R"({"key":"d","type":"button","gpio":14,"multi_ms":0,"debounce_ms":)" + debounce + "}");
    bench.gpio.set_outside(14, true);
    bench.run_for(60);
    bench.now_ms += 5000;
    bench.take_events();
    bench.gpio.set_outside(14, false);
    bench.run_for(60);
    const std::string at = debounce == "5" ? "@6" : "@51";
    CAPTURE(debounce);
    CHECK(bench.take_events() == Log{"d.release" + at, "d.click" + at});
  }
}

TEST_CASE("A button has its pull, and refuses one that its GPIO does not have") {
  PinBench pin;
  pin.configure(R"("type":"button","gpio":14,"pull":"up","invert":true)");
  CHECK(pin.gpio.take_log() == Log{"14 input_pullup"});
  CHECK(pin.state() == "true");
  CHECK(pin.set("true") == Error::kPinNotCapable);
  PinBench other;
  other.configure(R"("type":"button","gpio":14,"pull":"down")");
  CHECK(other.errors() == R"({"key":"a","error":"pin_not_capable"})");
}

TEST_CASE("The first level of a switch is no event, however its line gets there") {
  RuleBench bench;
  REQUIRE(bench.pins.plan(JsonText(R"([{"key":"s","type":"digital_input","gpio":14}])")) == Error::kNone);
  bench.pins.apply(bench.now_ms);
  for (const uint32_t ms : {20U, 49U, 30U}) {
    bench.gpio.set_outside(14, !bench.gpio.read(14));
    bench.run_for(ms);
  }
  CHECK(bench.state("s") == "false");
  bench.run_for(1000);
  CHECK(bench.state("s") == "true");
  CHECK(bench.take_events() == Log{});
  bench.gpio.set_outside(14, false);
  bench.run_for(60);
  CHECK(bench.take_events() == Log{"s.release@51"});
}

TEST_CASE("A switch tells its two levels") {
  RuleBench bench;
  bench.configure(R"({"key":"s","type":"digital_input","gpio":14})");
  bench.press(1000);
  bench.run_for(1000);
  CHECK(bench.take_events() == Log{"s.press@51", "s.release@1051"});
}

}  // namespace iotdm::test
