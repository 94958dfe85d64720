#include "pin_set.h"

#include <doctest/doctest.h>

#include <string>

#include "fake_gpio.h"
#include "gpio_table.h"
#include "printing.h"

namespace iotdm {

using test::FakeGpio;
using test::Log;

namespace {

struct Pins {
  FakeGpio gpio;
  PinSet set{gpio};

  Error plan(const std::string& list) { return set.plan(JsonText(list)); }

  void apply(const std::string& list) {
    REQUIRE(plan(list) == Error::kNone);
    set.apply(0);
  }

  std::string states() {
    return written([this](JsonWriter& json) { set.write_states(json.open_object()); }) + "}";
  }

  std::string errors() {
    return written([this](JsonWriter& json) { set.write_errors(json.open_array()); }) + "]";
  }

  template <class Write>
  std::string written(Write write) {
    char buffer[2048];
    JsonWriter json(buffer, sizeof(buffer));
    write(json);
    return std::string(json.view());
  }
};

std::string output(const std::string& key, int gpio, const std::string& more = "") {
  return "{\"key\":\"" + key + R"(","type":"digital_output","gpio":)" + std::to_string(gpio) + more + "}";
}

// So many pins, without a GPIO for each.
std::string many(int count, const std::string& prefix = "k") {
  std::string list;
  for (int i = 0; i < count; ++i) {
    list += (i > 0 ? "," : "") + output(prefix + std::to_string(i), 5);
  }
  return "[" + list + "]";
}

}  // namespace

TEST_CASE("Planning touches nothing") {
  Pins pins;
  CHECK(pins.plan("[" + output("a", 5) + "]") == Error::kNone);
  CHECK(pins.gpio.take_log().empty());
  CHECK(pins.states() == "{}");
}

TEST_CASE("An output gets its level before its mode") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "," + output("b", 4, R"(,"initial":"on")") + "]");
  CHECK(pins.gpio.take_log() == Log{"5 low", "5 output", "4 high", "4 output"});
}

TEST_CASE("Applying the same list again touches nothing") {
  Pins pins;
  const std::string list = "[" + output("a", 5) + R"(,{"key":"b","type":"light","gpio":6},)" + output("c", 5) + "]";
  pins.apply(list);
  pins.gpio.take_log();
  pins.apply(list);
  CHECK(pins.gpio.take_log().empty());
}

TEST_CASE("Only the pin that changed is touched") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "," + output("b", 4) + "]");
  pins.gpio.take_log();
  pins.apply("[" + output("a", 5) + "," + output("b", 4, R"(,"invert":true)") + "]");
  CHECK(pins.gpio.take_log() == Log{"4 high", "4 output"});
}

TEST_CASE("A pin whose GPIO changed keeps its state and lets go of the old GPIO afterwards") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "]");
  pins.set.set("a", JsonText("true"), true, 0);
  pins.gpio.take_log();
  pins.apply("[" + output("a", 4) + "]");
  CHECK(pins.gpio.take_log() == Log{"4 high", "4 output", "5 input"});
}

TEST_CASE("A pin of another type or key begins anew") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "]");
  pins.set.set("a", JsonText("true"), true, 0);
  pins.apply(R"([{"key":"a","type":"light","gpio":5}])");
  CHECK(pins.states() == R"({"a":{"on":false,"brightness":255}})");
  pins.set.set("a", JsonText(R"({"on":true})"), true, 0);
  pins.apply(R"([{"key":"b","type":"light","gpio":5}])");
  CHECK(pins.states() == R"({"b":{"on":false,"brightness":255}})");
}

TEST_CASE("An output that stays one never floats, also when its pin is another") {
  Pins pins;
  pins.apply("[" + output("a", 5, R"(,"initial":"on")") + "]");
  pins.gpio.take_log();
  pins.apply("[" + output("b", 5, R"(,"initial":"on")") + "]");
  CHECK(pins.gpio.take_log() == Log{"5 high", "5 output"});
}

TEST_CASE("An output that is not driven before the first set does not go on as the pin that had its GPIO") {
  Pins pins;
  pins.apply("[" + output("a", 5, R"(,"initial":"on")") + "]");
  pins.apply("[" + output("b", 5, R"(,"initial":"none")") + "]");
  CHECK_FALSE(pins.gpio.driven(5).has_value());
}

TEST_CASE("Two pins can trade their GPIOs") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "," + output("b", 4) + "]");
  pins.set.set("a", JsonText("true"), true, 0);
  pins.apply("[" + output("a", 4) + "," + output("b", 5) + "]");
  CHECK(pins.gpio.driven(4) == Gpio::kFullDuty);
  CHECK(pins.gpio.driven(5) == 0);
}

TEST_CASE("Removed pins let go of their GPIOs") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "," + output("b", 4) + "]");
  pins.gpio.take_log();
  pins.apply("[]");
  CHECK(pins.gpio.take_log() == Log{"4 input", "5 input"});
  CHECK_FALSE(pins.set.owns(5));
}

TEST_CASE("A bad pin blocks no other, has no value and refuses a set with its own error") {
  Pins pins;
  pins.apply("[" + output("a", 9) + "," + output("b", 4) + R"(,{"key":"c","type":"laser","gpio":5}])");
  CHECK(pins.states() == R"({"a":null,"b":false,"c":null})");
  CHECK(pins.errors() == R"([{"key":"a","error":"pin_reserved"},{"key":"c","error":"unknown_type"}])");
  CHECK(pins.set.set("a", JsonText("true"), true, 0) == Error::kPinReserved);
  CHECK(pins.set.set("x", JsonText("true"), true, 0) == Error::kUnknownPin);
  CHECK(pins.set.owns(4));
  CHECK_FALSE(pins.set.owns(9));
  CHECK(pins.set.knows(4));
  CHECK(pins.set.knows(9));
  CHECK_FALSE(pins.set.knows(12));
}

TEST_CASE("A GPIO belongs to the first pin that can run on it") {
  Pins pins;
  pins.apply(R"([{"key":"x","type":"light","gpio":5,"gamma":9},)" + output("a", 5) + "," + output("b", 5) + "]");
  CHECK(pins.errors() == R"([{"key":"x","error":"bad_option"},{"key":"b","error":"pin_in_use"}])");
  CHECK(pins.set.owns(5));
}

TEST_CASE("A pin that waited for its GPIO starts when the other one goes") {
  Pins pins;
  pins.apply("[" + output("a", 5) + "," + output("b", 5) + "]");
  pins.set.set("a", JsonText("true"), true, 0);
  pins.apply("[" + output("b", 5) + "]");
  CHECK(pins.states() == R"({"b":false})");
  CHECK(pins.gpio.driven(5) == 0);
}

TEST_CASE("A list that cannot be read is refused as a whole") {
  struct Case {
    std::string list;
    Error error;
  };
  const Case cases[] = {
      {"{}", Error::kBadJson},
      {"[1]", Error::kBadJson},
      {"[" + output("a", 5), Error::kBadJson},
      {"[" + output("a", 5) + " " + output("b", 4) + "]", Error::kBadJson},
      {"[" + output("a", 5) + "," + output("a", 4) + "]", Error::kBadJson},
      {"[" + output("", 5) + "]", Error::kBadJson},
      {many(16), Error::kNone},
      {many(17), Error::kTooBig},
  };
  for (const Case& c : cases) {
    Pins pins;
    CAPTURE(c.list);
    CHECK(pins.plan(c.list) == c.error);
  }
}

TEST_CASE("Sixteen pins can be replaced by sixteen others") {
  Pins pins;
  pins.apply(many(16));
  pins.apply(many(16, "q"));
  CHECK(pins.states().find("\"q15\":null") != std::string::npos);
  CHECK(pins.states().find("\"k") == std::string::npos);
  CHECK(pins.set.owns(5));
}

TEST_CASE("At boot, what no pin owns is let go of, but nothing of the flash memory") {
  Pins pins;
  pins.gpio.write(4, true);
  pins.gpio.set_mode(4, PinMode::kOutput);
  pins.apply("[" + output("a", 5) + "]");
  pins.gpio.take_log();

  pins.set.release_others();

  CHECK_FALSE(pins.gpio.driven(4).has_value());
  CHECK(pins.gpio.driven(5) == 0);
  for (const std::string& call : pins.gpio.take_log()) {
    CHECK_FALSE(is_flash_gpio(static_cast<uint8_t>(std::stoi(call))));
  }
}

}  // namespace iotdm
