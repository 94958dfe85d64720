#include "pin_config.h"

#include <doctest/doctest.h>

#include "pin_types.h"
#include "printing.h"

namespace iotdm {

namespace {

Error error_of(std::string_view text) {
  PinConfig config;
  return read_pin(JsonText(text), config);
}

PinConfig read(std::string_view text) {
  PinConfig config;
  CHECK(read_pin(JsonText(text), config) == Error::kNone);
  return config;
}

}  // namespace

TEST_CASE("Options that are left out have their defaults") {
  const PinConfig light = read(R"({"key":"b","type":"light","gpio":5})");
  CHECK(light.key.view() == "b");
  CHECK(pin_type(light.type).name == "light");
  CHECK(light.gpios.bits() == 1U << 5);
  CHECK(light.options ==
        std::array<int32_t, kMaxOptions>{0, 2200, 0, 1000, 255, 0xFFFFFF, 2700, 2700, 6500, 0, 0, 0, 0, 300, 0});
  CHECK(read(R"({"key":"a","type":"analog_input","gpio":17})").options ==
        std::array<int32_t, kMaxOptions>{10000, 8, 2000});
  CHECK(read(R"({"key":"a","type":"digital_input","gpio":16})").options == std::array<int32_t, kMaxOptions>{0, 0, 50});
}

TEST_CASE("Options are read in any order") {
  const PinConfig light = read(
      R"({"frequency":5000,"min":0.9,"gamma":1.05,"initial":"on","invert":true,"gpio":15,"type":"light","key":"zz99"})");
  CHECK(light.options ==
        std::array<int32_t, kMaxOptions>{1, 1050, 900, 5000, 255, 0xFFFFFF, 2700, 2700, 6500, 0, 1, 0, 0, 300, 0});
}

TEST_CASE("An option that is written out at its default makes the same pin") {
  CHECK(read(R"({"key":"a","type":"light","gpio":5})").hash() ==
        read(R"({"key":"a","type":"light","gpio":5,"invert":false,"gamma":2.200,"frequency":1000.0})").hash());
}

TEST_CASE("Every difference makes another pin") {
  const uint32_t plain = read(R"({"key":"a","type":"digital_output","gpio":5})").hash();
  const std::string_view others[] = {
      R"({"key":"a","type":"digital_output","gpio":4})",
      R"({"key":"a","type":"digital_input","gpio":5})",
      R"({"key":"a","type":"digital_output","gpio":5,"invert":true})",
      R"({"key":"a","type":"digital_output","gpio":5,"auto_off":0.1})",
      R"({"key":"a","type":"digital_output","gpio":5,"dead_ms":501})",
  };
  for (const std::string_view other : others) {
    CAPTURE(other);
    CHECK(read(other).hash() != plain);
  }
}

TEST_CASE("Each bad pin has its error") {
  struct Case {
    std::string_view text;
    Error error;
  };
  const Case cases[] = {
      {R"({"type":"light","gpio":5})", Error::kBadJson},
      {R"({"key":"","type":"light","gpio":5})", Error::kBadJson},
      {R"({"key":"abcde","type":"light","gpio":5})", Error::kBadJson},
      {R"({"key":"A","type":"light","gpio":5})", Error::kBadJson},
      {R"({"key":7,"type":"light","gpio":5})", Error::kBadJson},
      {R"(["key","a"])", Error::kBadJson},
      {"null", Error::kBadJson},
      {R"({"key":"a","gpio":5})", Error::kUnknownType},
      {R"({"key":"a","type":"lights","gpio":5})", Error::kUnknownType},
      {R"({"key":"a","type":"light"})", Error::kBadOption},
      {R"({"key":"a","type":"light","gpio":"5"})", Error::kBadOption},
      {R"({"key":"a","type":"light","gpio":-1})", Error::kBadOption},
      {R"({"key":"a","type":"light","gpio":6})", Error::kPinReserved},
      {R"({"key":"a","type":"analog_input","gpio":11})", Error::kPinReserved},
      {R"({"key":"a","type":"light","gpio":[]})", Error::kBadOption},
      {R"({"key":"a","type":"digital_output","gpio":[5,4]})", Error::kBadOption},
      {R"({"key":"a","type":"light","gpio":16})", Error::kPinNotCapable},
      {R"({"key":"a","type":"light","gpio":18})", Error::kPinNotCapable},
      {R"({"key":"a","type":"light","gpio":261})", Error::kPinNotCapable},
      {R"({"key":"a","type":"digital_output","gpio":17})", Error::kPinNotCapable},
      {R"({"key":"a","type":"analog_input","gpio":5})", Error::kPinNotCapable},
      {R"({"key":"a","type":"digital_input","gpio":16,"pull":"up"})", Error::kPinNotCapable},
      {R"({"key":"a","type":"digital_input","gpio":14,"pull":"down"})", Error::kPinNotCapable},
      {R"({"key":"a","type":"digital_input","gpio":14,"pull":"sideways"})", Error::kBadOption},
      {R"({"key":"a","type":"digital_output","gpio":5,"invert":1})", Error::kBadOption},
      {R"({"key":"a","type":"digital_output","gpio":5,"initial":"ON"})", Error::kBadOption},
      {R"({"key":"a","type":"digital_output","gpio":5,"colour":"red"})", Error::kIgnoredOption},
      {R"({"key":"a","type":"digital_output","gpio":5,"colour":"red","invert":1})", Error::kBadOption},
      {R"({"key":"a","type":"digital_output","gpio":5,"gamma":2})", Error::kIgnoredOption},
      {R"({"key":"a","type":"digital_output","gpio":5,"guard":true,"initial":"on"})", Error::kBadCombination},
      {R"({"key":"a","type":"digital_output","gpio":5,"guard":true,"initial":"restore"})", Error::kBadCombination},
      {R"({"key":"a","type":"digital_output","gpio":5,"guard":true,"initial":"none"})", Error::kNone},
      {R"({"key":"a","type":"digital_output","gpio":5,"guard":true,"failsafe":"on"})", Error::kBadCombination},
      {R"({"key":"a","type":"digital_output","gpio":5,"guard":true,"failsafe":"off"})", Error::kNone},
      {R"({"key":"a","type":"digital_output","gpio":5,"auto_off":0.9,"min_on":1})", Error::kBadCombination},
      {R"({"key":"a","type":"digital_output","gpio":5,"auto_off":1,"min_on":1})", Error::kNone},
      {R"({"key":"a","type":"light","gpio":5,"failsafe":"off","failsafe_on":"manager","failsafe_after":99})",
       Error::kBadCombination},
      {R"({"key":"a","type":"light","gpio":5,"failsafe":"off","failsafe_on":"manager","failsafe_after":100})",
       Error::kNone},
      {R"({"key":"a","type":"light","gpio":5,"failsafe_on":"manager","failsafe_after":9})", Error::kNone},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(error_of(c.text) == c.error);
  }
}

TEST_CASE("An unknown option is ignored and the others count") {
  PinConfig config;
  read_pin(JsonText(R"({"key":"a","type":"digital_output","gpio":5,"max_off":60,"invert":true})"), config);
  CHECK(config.options[0] == 1);
}

}  // namespace iotdm
