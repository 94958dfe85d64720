#include <cmath>

#include "light_bench.h"

namespace iotdm::test {

TEST_CASE("A light has its brightness and colour at power-on from its options") {
  struct Case {
    std::string options;
    std::string state;
    std::vector<uint8_t> gpios;
    Duties duties;
  };
  const Case cases[] = {
      {R"("type":"light","gpio":5,"brightness":51)", R"({"on":true,"brightness":51})", {5}, {204}},
      {R"("type":"light","gpio":[5])", R"({"on":true,"brightness":255})", {5}, {1023}},
      {kWhites, R"({"on":true,"brightness":255,"kelvin":2700})", {4, 5}, {397, 625}},
      {kWhites + R"(,"kelvin":3000)", R"({"on":true,"brightness":255,"kelvin":3000})", {4, 5}, {511, 511}},
      {kWhites + R"(,"kelvin":1000)", R"({"on":true,"brightness":255,"kelvin":2000})", {4, 5}, {0, 1023}},
      {kWhites + R"(,"kelvin":10000)", R"({"on":true,"brightness":255,"kelvin":6000})", {4, 5}, {1023, 0}},
      {kRgb, R"({"on":true,"brightness":255,"rgb":"ffffff"})", {12, 13, 14}, {1023, 1023, 1023}},
      {kRgb + R"(,"rgb":"ff3300","brightness":51)",
       R"({"on":true,"brightness":51,"rgb":"ff3300"})",
       {12, 13, 14},
       {204, 40, 0}},
      {kRgbw, R"({"on":true,"brightness":255,"white":true})", {12, 13, 14, 4}, {0, 0, 0, 1023}},
      {kRgbw + R"(,"rgb":"fffffe")",
       R"({"on":true,"brightness":255,"rgb":"fffffe"})",
       {12, 13, 14, 4},
       {1023, 1023, 1018, 0}},
      {kRgbww + R"(,"kelvin":4000)",
       R"({"on":true,"brightness":255,"kelvin":4000})",
       {12, 13, 14, 4, 5},
       {0, 0, 0, 767, 255}},
      {kRgbww + R"(,"rgb":"330000")",
       R"({"on":true,"brightness":255,"rgb":"330000"})",
       {12, 13, 14, 4, 5},
       {204, 0, 0, 0, 0}},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(c.options + kLinear + R"(,"initial":"on")");
    CHECK(pin.state() == c.state);
    CHECK(are_near(duties(pin, c.gpios), c.duties, 1));
  }
}

TEST_CASE("All GPIOs of a light get their levels before any becomes an output") {
  PinBench pin;
  pin.configure(kRgbww);
  CHECK(pin.gpio.take_log() == Log{"12 low", "13 low", "14 low", "4 low", "5 low", "12 output", "13 output",
                                   "14 output", "4 output", "5 output"});
}

TEST_CASE("A light that is not to be driven begins at its first set") {
  PinBench pin;
  pin.configure(kWhites + R"(,"initial":"none")");
  pin.tick(1000);
  CHECK(pin.gpio.take_log().empty());
  set(pin, R"({"on":true,"kelvin":6000})");
  CHECK(pin.gpio.take_log() == Log{"4 high", "5 low", "4 output", "5 output"});
}

TEST_CASE("One colour is active at a time, and the last one that was set") {
  struct Step {
    std::string value;
    std::string state;
    Duties duties;
  };
  struct Case {
    std::string options;
    std::vector<uint8_t> gpios;
    std::vector<Step> steps;
  };
  const Case cases[] = {
      {kWhites,
       {4, 5},
       {
           {R"({"kelvin":6000})", R"({"on":true,"brightness":255,"kelvin":6000})", {1023, 0}},
           {R"({"kelvin":4000,"brightness":51})", R"({"on":true,"brightness":51,"kelvin":4000})", {153, 51}},
           {R"({"on":false})", R"({"on":false,"brightness":51,"kelvin":4000})", {0, 0}},
           {R"({"kelvin":2000})", R"({"on":false,"brightness":51,"kelvin":2000})", {0, 0}},
           {R"({"on":true})", R"({"on":true,"brightness":51,"kelvin":2000})", {0, 204}},
       }},
      {kRgb,
       {12, 13, 14},
       {
           {R"({"rgb":"0033ff"})", R"({"on":true,"brightness":255,"rgb":"0033ff"})", {0, 204, 1023}},
           {R"({"brightness":51})", R"({"on":true,"brightness":51,"rgb":"0033ff"})", {0, 40, 204}},
           {R"({"rgb":"000000"})", R"({"on":true,"brightness":51,"rgb":"000000"})", {0, 0, 0}},
       }},
      {kRgbw,
       {12, 13, 14, 4},
       {
           {R"({"rgb":"330000"})", R"({"on":true,"brightness":255,"rgb":"330000"})", {204, 0, 0, 0}},
           {R"({"brightness":51,"white":true})", R"({"on":true,"brightness":51,"white":true})", {0, 0, 0, 204}},
           {R"({"rgb":"ffffff"})", R"({"on":true,"brightness":51,"rgb":"ffffff"})", {204, 204, 204, 0}},
       }},
      {kRgbww,
       {12, 13, 14, 4, 5},
       {
           {R"({"rgb":"0000ff"})", R"({"on":true,"brightness":255,"rgb":"0000ff"})", {0, 0, 1023, 0, 0}},
           {R"({"brightness":51})", R"({"on":true,"brightness":51,"rgb":"0000ff"})", {0, 0, 204, 0, 0}},
           {R"({"kelvin":4000})", R"({"on":true,"brightness":51,"kelvin":4000})", {0, 0, 0, 153, 51}},
       }},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(c.options + kLinear + R"(,"initial":"on")");
    for (const Step& step : c.steps) {
      CAPTURE(step.value);
      CHECK(pin.set(step.value) == Error::kNone);
      CHECK(pin.tick(0));
      CHECK_FALSE(pin.tick(1));
      CHECK(pin.state() == step.state);
      CHECK(are_near(duties(pin, c.gpios), step.duties, 1));
    }
    CHECK(pin.set(c.steps.back().value) == Error::kNone);
    CHECK_FALSE(pin.tick(2));
  }
}

TEST_CASE("A colour temperature beyond the light's whites is the nearest one") {
  PinBench pin;
  pin.configure(kWhites);
  const std::pair<std::string, std::string> cases[] = {
      {"0", "2000"}, {"1999", "2000"}, {"6000", "6000"}, {"6001", "6000"}, {"4294967295", "6000"},
  };
  for (const auto& [wished, reported] : cases) {
    CAPTURE(wished);
    set(pin, "{\"kelvin\":" + wished + "}");
    CHECK(pin.state() == R"({"on":false,"brightness":255,"kelvin":)" + reported + "}");
  }
}

TEST_CASE("A light takes only the colours that it has, one in a set, and a bad one changes nothing") {
  struct Case {
    std::string options;
    std::vector<std::string> bad;
  };
  const Case cases[] = {
      {R"("type":"light","gpio":4)", {R"({"rgb":"ff0000"})", R"({"kelvin":2700})", R"({"white":true})"}},
      {kWhites,
       {R"({"rgb":"ff0000"})", R"({"white":true})", R"({"kelvin":-1})", R"({"kelvin":2700.5})", R"({"kelvin":"2700"})",
        R"({"kelvin":null})", R"({"kelvin":4294967296})", R"({"on":false,"kelvin":true})",
        R"({"kelvin":2700,"kelvin":3000})"}},
      {kRgb,
       {R"({"kelvin":2700})", R"({"white":true})", R"({"rgb":"FF0000"})", R"({"rgb":"ff000"})", R"({"rgb":"ff00000"})",
        R"({"rgb":"ff000g"})", R"({"rgb":""})", R"({"rgb":16711680})", R"({"rgb":[255,0,0]})", R"({"rgb":null})",
        R"({"on":false,"rgb":"red"})"}},
      {kRgbw, {R"({"kelvin":2700})", R"({"white":false})", R"({"white":1})", R"({"white":true,"rgb":"ff0000"})"}},
      {kRgbww, {R"({"white":true})", R"({"kelvin":2700,"rgb":"ff0000"})", R"({"rgb":"ff0000","kelvin":2700})"}},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(c.options + R"(,"initial":"on")");
    check_refused(pin, c.bad);
  }
}

TEST_CASE("Whites mix linearly in 1/kelvin, and their powers add up to that of the brightness") {
  struct Case {
    double warm;
    double cold;
    double gamma;
  };
  const Case cases[] = {{2700, 6500, 2.2}, {2700, 6500, 1}, {1000, 10000, 3}, {3000, 3001, 1}, {9999, 10000, 2.8}};
  for (const Case& c : cases) {
    PinBench pin;
    const auto whole = [](double value) { return std::to_string(static_cast<int>(value)); };
    pin.configure(R"("type":"light","gpio":[4,5],"initial":"on","warm":)" + whole(c.warm) +
                  ",\"cold\":" + whole(c.cold) + ",\"gamma\":" + std::to_string(c.gamma).substr(0, 4));
    for (const double brightness : {255.0, 128.0, 20.0}) {
      for (double kelvin = c.warm; kelvin <= c.cold; kelvin += std::max(1.0, (c.cold - c.warm) / 50)) {
        kelvin = std::floor(kelvin);
        CAPTURE(c.warm);
        CAPTURE(c.gamma);
        CAPTURE(brightness);
        CAPTURE(kelvin);
        set(pin, "{\"brightness\":" + whole(brightness) + ",\"kelvin\":" + whole(kelvin) + "}");
        const double warm_share = (1 / kelvin - 1 / c.cold) / (1 / c.warm - 1 / c.cold);
        const double power = Gpio::kFullDuty * std::pow(brightness / 255, c.gamma);
        const auto exact = [power](double share) { return share == 0 ? 0 : std::max(1.0, power * share); };
        CHECK(std::abs(pin.gpio.driven(5).value() - exact(warm_share)) < 2);
        CHECK(std::abs(pin.gpio.driven(4).value() - exact(1 - warm_share)) < 2);
      }
    }
  }
}

TEST_CASE("Colours follow brightness and gamma") {
  PinBench pin;
  pin.configure(kRgb);
  const char* colours[] = {"ff8001", "102030", "ffffff"};
  for (const std::string colour : colours) {
    for (int brightness = 1; brightness <= 255; brightness += 2) {
      set(pin, R"({"on":true,"rgb":")" + colour + "\",\"brightness\":" + std::to_string(brightness) + "}");
      for (uint8_t i = 0; i < 3; ++i) {
        const int value = std::stoi(colour.substr(2 * i, 2), nullptr, 16);
        const double power = Gpio::kFullDuty * std::pow(brightness * value / 255.0 / 255.0, 2.2);
        CAPTURE(colour);
        CAPTURE(brightness);
        CAPTURE(i);
        CHECK(std::abs(pin.gpio.driven(static_cast<uint8_t>(12 + i)).value() - std::max(1.0, power)) < 1.7);
      }
    }
  }
}

TEST_CASE("The least share and inversion count for each GPIO, and what has no share stays dark") {
  PinBench pin;
  pin.configure(kRgbww + kLinear + R"(,"min":0.5,"invert":true,"frequency":400)");
  pin.gpio.take_log();
  set(pin, R"({"on":true,"rgb":"ff3300"})");
  CHECK(pin.gpio.take_log() == Log{"12 low", "13 pwm 410 of 400 Hz", "14 high", "4 high", "5 high"});
  set(pin, R"({"kelvin":6000})");
  CHECK(pin.gpio.take_log() == Log{"12 high", "13 high", "14 high", "4 low", "5 high"});
}

TEST_CASE("A light that gets other GPIOs keeps its brightness, and its colour if it still has it") {
  struct Case {
    std::string before;
    std::string value;
    std::string after;
    std::string state;
  };
  const Case cases[] = {
      {kRgb, R"({"rgb":"ff3300"})", kRgbww, R"({"on":true,"brightness":51,"rgb":"ff3300"})"},
      {kRgbww, R"({"rgb":"ff3300"})", kRgbw, R"({"on":true,"brightness":51,"rgb":"ff3300"})"},
      {kRgbww, R"({"kelvin":4000})", kWhites, R"({"on":true,"brightness":51,"kelvin":4000})"},
      {kRgbww, R"({"kelvin":4000})", kRgbw, R"({"on":true,"brightness":51,"white":true})"},
      {kWhites, R"({"kelvin":6000})", R"("type":"light","gpio":[4,5],"cold":5000)",
       R"({"on":true,"brightness":51,"kelvin":5000})"},
      {kRgb, R"({"rgb":"ff3300"})", kWhites, R"({"on":true,"brightness":51,"kelvin":2700})"},
      {kRgb, R"({"rgb":"ff3300"})", R"("type":"light","gpio":12)", R"({"on":true,"brightness":51})"},
      {kWhites, R"({"kelvin":6000})", kRgb + R"(,"rgb":"0000ff")", R"({"on":true,"brightness":51,"rgb":"0000ff"})"},
      {kRgbw, R"({"white":true})", kRgb, R"({"on":true,"brightness":51,"rgb":"ffffff"})"},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.before);
    CAPTURE(c.after);
    pin.configure(c.before);
    set(pin, R"({"on":true,"brightness":51})");
    set(pin, c.value);
    pin.configure(c.after);
    CHECK(pin.state() == c.state);
  }
}

TEST_CASE("Two whites need two temperatures, where they are mixed") {
  struct Case {
    std::string options;
    Error error;
  };
  const std::string same = R"(,"warm":3000,"cold":3000)";
  const Case cases[] = {
      {R"("gpio":[4,5])" + same, Error::kBadCombination},
      {R"("gpio":[4,5],"warm":6501)", Error::kBadCombination},
      {R"("gpio":[4,5],"warm":6499)", Error::kNone},
      {R"("gpio":[12,13,14,4,5])" + same, Error::kBadCombination},
      {R"("gpio":4)" + same, Error::kNone},
      {R"("gpio":[12,13,14])" + same, Error::kNone},
      {R"("gpio":[12,13,14,4])" + same, Error::kNone},
      {R"("gpio":[12,13,14,4,5,2])", Error::kBadOption},
      {R"("gpio":[12,13,12])", Error::kPinInUse},
      {R"("gpio":[12,16])", Error::kPinNotCapable},
  };
  for (const Case& c : cases) {
    CAPTURE(c.options);
    PinConfig config;
    CHECK(read_pin(JsonText(R"({"key":"a","type":"light",)" + c.options + "}"), config) == c.error);
  }
}

}  // namespace iotdm::test
