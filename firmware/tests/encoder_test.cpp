#include "pin_bench.h"

namespace iotdm::test {

namespace {

// At GPIO 12 and 13, with pull-ups.
class Knob {
 public:
  explicit Knob(const std::string& options = "") {
    pin.gpio.set_outside(12, true);
    pin.gpio.set_outside(13, true);
    pin.configure(R"("type":"encoder","gpio":[12,13],"pull":"up")" + options);
  }

  // So many edges to the right, or to the left; nobody looks meanwhile.
  void turn(int edges) {
    for (; edges != 0; edges += edges > 0 ? -1 : 1) {
      const bool same = pin.gpio.read(12) == pin.gpio.read(13);
      const uint8_t moves = same == (edges > 0) ? 12 : 13;
      pin.gpio.set_outside(moves, !pin.gpio.read(moves));
    }
  }

  std::string after(int edges) {
    turn(edges);
    pin.tick(0);
    return pin.state();
  }

  PinBench pin;
};

}  // namespace

TEST_CASE("An encoder watches both GPIOs with their pull, and begins at 0 or as near to it as it may be") {
  Knob knob;
  CHECK(knob.pin.gpio.take_log() == Log{"12 input_pullup", "13 input_pullup"});
  CHECK(knob.pin.state() == R"({"position":0})");
  CHECK(Knob(R"(,"min":5)").pin.state() == R"({"position":5})");
  CHECK(Knob(R"(,"min":-50,"max":-5)").pin.state() == R"({"position":-5})");
}

TEST_CASE("Each detent is one step, however fast the knob is turned, and it ends where it may go") {
  struct Case {
    std::string options;
    int edges;
  };
  const Case cases[] = {{"", 4}, {R"(,"steps":"2")", 2}, {R"(,"steps":"1")", 1}};
  for (const Case& c : cases) {
    Knob knob(c.options);
    CAPTURE(c.options);
    CHECK(knob.after(40 * c.edges) == R"({"position":40})");
    CHECK(knob.after(-3 * c.edges) == R"({"position":37})");
    CHECK(knob.after(1000 * c.edges) == R"({"position":100})");
    CHECK(knob.after(-c.edges) == R"({"position":99})");
    CHECK(knob.after(-1000 * c.edges) == R"({"position":0})");
    CHECK(knob.after(c.edges) == R"({"position":1})");
  }
}

TEST_CASE("A position is reported when it changed, and not at its end") {
  Knob knob(R"(,"min":-1,"max":1)");
  knob.turn(4);
  CHECK(knob.pin.tick(0));
  CHECK_FALSE(knob.pin.tick(1));
  knob.turn(4);
  CHECK_FALSE(knob.pin.tick(2));
  knob.turn(-8);
  CHECK(knob.pin.tick(3));
  CHECK(knob.pin.state() == R"({"position":-1})");
}

TEST_CASE("The position can be set, within its range, and the knob goes on from there") {
  Knob knob(R"(,"min":-32767,"max":32767)");
  CHECK(knob.pin.set(R"({"position":-32767})") == Error::kNone);
  CHECK(knob.pin.tick(0));
  CHECK(knob.pin.state() == R"({"position":-32767})");
  CHECK(knob.after(12) == R"({"position":-32764})");
  CHECK(knob.pin.set(R"({"position":-32764})") == Error::kNone);
  CHECK_FALSE(knob.pin.tick(0));
  for (const char* const value : {"5", "true", "null", "{}", R"({"position":1.5})", R"({"position":32768})",
                                  R"({"position":-32768})", R"({"position":"7"})"}) {
    CAPTURE(value);
    CHECK(knob.pin.set(value) == Error::kBadValue);
  }
  CHECK(knob.pin.state() == R"({"position":-32764})");
}

TEST_CASE("Another configuration keeps the position as far as it may be") {
  Knob knob(R"(,"min":-100)");
  CHECK(knob.after(-200) == R"({"position":-50})");
  knob.pin.configure(R"("type":"encoder","gpio":[12,13],"pull":"up","min":-20)");
  CHECK(knob.pin.state() == R"({"position":-20})");
  knob.pin.configure(R"("type":"encoder","gpio":[13,12],"pull":"up","min":-20)");
  CHECK(knob.after(-4) == R"({"position":-19})");
}

TEST_CASE("What cannot be an encoder is not started") {
  struct Case {
    std::string options;
    std::string error;
  };
  const Case cases[] = {
      {R"("gpio":[12,16])", "pin_not_capable"},
      {R"("gpio":[12,13],"pull":"down")", "pin_not_capable"},
      {R"("gpio":[12,12])", "pin_in_use"},
      {R"("gpio":12)", "bad_option"},
      {R"("gpio":[12,13],"steps":4)", "bad_option"},
      {R"("gpio":[12,13],"min":-32768)", "bad_option"},
      {R"("gpio":[12,13],"max":32768)", "bad_option"},
      {R"("gpio":[12,13],"min":0.5)", "bad_option"},
      {R"("gpio":[12,13],"min":100)", "bad_combination"},
      {R"("gpio":[12,13],"min":5,"max":-5)", "bad_combination"},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(R"("type":"encoder",)" + c.options);
    CHECK(pin.errors() == R"({"key":"a","error":")" + c.error + "\"}");
  }
}

}  // namespace iotdm::test
