#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "pin_bench.h"

namespace iotdm::test {

namespace {

constexpr uint8_t kGpio = 2;
constexpr uint32_t kStart = 0xFFFFF000;  // so that the clock wraps in most tests

// Three pixels, as they are.
const std::string kThree = R"("type":"pixels","gpio":2,"count":3,"order":"rgb","gamma":1)";

using Strip = std::vector<uint32_t>;

// The first pixels of the strip.
Strip first(const PinBench& pin, size_t count) {
  const Strip& strip = pin.gpio.strip(kGpio);
  REQUIRE(strip.size() >= count);
  return {strip.begin(), strip.begin() + static_cast<std::ptrdiff_t>(count)};
}

// Red, green or blue where the order is rgb.
int channel(uint32_t pixel, int index) { return static_cast<int>(pixel >> (16 - 8 * index) & 0xFF); }

bool is_dark(const Strip& strip, size_t from = 0) {
  return std::all_of(strip.begin() + static_cast<std::ptrdiff_t>(from), strip.end(),
                     [](uint32_t pixel) { return pixel == 0; });
}

// Sets and lets the frame go out.
Strip after(PinBench& pin, const std::string& value, uint32_t now_ms, size_t count = 3) {
  REQUIRE(pin.set(value, now_ms) == Error::kNone);
  pin.tick(now_ms);
  return first(pin, count);
}

// What the strip draws, in thousandths of a milliampere.
uint32_t current_ua(const Strip& strip, size_t count) {
  uint64_t sum = 0;
  for (const uint32_t pixel : strip) {
    sum += static_cast<uint32_t>(channel(pixel, 0) + channel(pixel, 1) + channel(pixel, 2));
  }
  return static_cast<uint32_t>(count * 1000 + sum * 20000 / 255);
}

}  // namespace

TEST_CASE("Pixels begin dark, or on with the brightness and colour of their options") {
  struct Case {
    std::string options;
    uint32_t pixel;
    std::string state;
  };
  const Case cases[] = {
      {"", 0, R"({"on":false,"brightness":255,"rgb":"ffffff","effect":"none"})"},
      {R"(,"initial":"on","limit_ma":200)", 0xFFFFFF, R"({"on":true,"brightness":255,"rgb":"ffffff","effect":"none"})"},
      {R"(,"initial":"on","brightness":51,"rgb":"ff8000")", 0x331A00,
       R"({"on":true,"brightness":51,"rgb":"ff8000","effect":"none"})"},
  };
  for (const Case& c : cases) {
    PinBench pin;
    CAPTURE(c.options);
    pin.configure(kThree + c.options);
    CHECK(pin.gpio.take_log() == Log{"2 sends 300"});
    CHECK(first(pin, 3) == Strip(3, c.pixel));
    CHECK(is_dark(pin.gpio.strip(kGpio), 3));
    CHECK(pin.state() == c.state);
    CHECK_FALSE(pin.tick(1));
  }
}

TEST_CASE("With none as their level at power-on, pixels get nothing until the first set") {
  PinBench pin;
  pin.configure(kThree + R"(,"initial":"none")", kStart);
  pin.tick(kStart + 60000);
  CHECK(pin.gpio.take_log().empty());
  CHECK(after(pin, R"({"on":true})", kStart + 60001) == Strip(3, 0xFFFFFF));
}

TEST_CASE("The bytes go out in the order of the strip") {
  const std::pair<std::string, uint32_t> orders[] = {{"grb", 0x22FF11}, {"rgb", 0xFF2211}, {"brg", 0x11FF22},
                                                     {"rbg", 0xFF1122}, {"gbr", 0x2211FF}, {"bgr", 0x1122FF}};
  for (const auto& [order, pixel] : orders) {
    PinBench pin;
    CAPTURE(order);
    pin.configure(R"("type":"pixels","gpio":2,"count":1,"gamma":1,"order":")" + order + "\"");
    CHECK(after(pin, R"({"on":true,"rgb":"ff2211"})", 100, 1) == Strip{pixel});
  }
}

TEST_CASE("Brightness and each channel follow gamma, and what is lit is never dark") {
  for (const auto& [text, gamma] : {std::pair("1", 1.0), {"2.2", 2.2}, {"3", 3.0}, {"1.805", 1.805}}) {
    PinBench pin;
    pin.configure(R"("type":"pixels","gpio":2,"count":1,"order":"rgb","gamma":)" + std::string(text));
    for (uint32_t i = 1; i <= 255; ++i) {
      CAPTURE(text);
      CAPTURE(i);
      const Strip strip = after(pin, R"({"on":true,"rgb":"ff8000","brightness":)" + std::to_string(i) + "}", i * 30, 1);
      const auto exact = [&](double channel) { return 255 * std::pow(channel / 255 * i / 255, gamma); };
      CHECK(std::abs(channel(strip[0], 0) - std::max(1.0, exact(255))) < 1.3);
      CHECK(std::abs(channel(strip[0], 1) - std::max(1.0, exact(128))) < 1.3);
      CHECK(channel(strip[0], 0) >= 1);
      CHECK(channel(strip[0], 1) >= 1);
      CHECK(channel(strip[0], 2) == 0);
    }
    CHECK(channel(first(pin, 1)[0], 0) == 255);
  }
}

TEST_CASE("Absent members keep their value, and a set is reported once") {
  PinBench pin;
  pin.configure(kThree);
  const std::pair<std::string, std::string> sets[] = {
      {R"({"brightness":51})", R"({"on":false,"brightness":51,"rgb":"ffffff","effect":"none"})"},
      {R"({"on":true,"rgb":"00ff00"})", R"({"on":true,"brightness":51,"rgb":"00ff00","effect":"none"})"},
      {R"({"effect":"twinkle"})", R"({"on":true,"brightness":51,"rgb":"00ff00","effect":"twinkle"})"},
      {R"({"on":false,"later":[1]})", R"({"on":false,"brightness":51,"rgb":"00ff00","effect":"twinkle"})"},
  };
  for (const auto& [value, state] : sets) {
    CAPTURE(value);
    CHECK(pin.set(value) == Error::kNone);
    CHECK(pin.state() == state);
    CHECK(pin.tick(0));
    CHECK(pin.set(value) == Error::kNone);
    CHECK_FALSE(pin.tick(0));
  }
}

TEST_CASE("A value that is not allowed changes nothing of a strip") {
  PinBench pin;
  pin.configure(kThree);
  pin.set(R"({"on":true,"brightness":51,"rgb":"00ff00","effect":"none"})", 100);
  check_refused(pin, kNoMembers, 200);
  const std::vector<std::string> values = {
      R"("rainbow")",
      R"({"brightness":0})",
      R"({"brightness":256})",
      R"({"brightness":1.5})",
      R"({"rgb":"00FF00"})",
      R"({"rgb":"0ff"})",
      R"({"rgb":"00ff000"})",
      R"({"rgb":65280})",
      R"({"rgb":null})",
      R"({"rgb":"00ff0g"})",
      R"({"effect":"Rainbow"})",
      R"({"effect":"rainbow chase"})",
      R"({"effect":"rain"})",
      R"({"effect":""})",
      R"({"effect":null})",
      R"({"effect":1})",
      R"({"effect":["fire"]})",
      R"({"on":false,"rgb":"red"})",
      R"({"on":false,"transition_ms":-1})",
      R"({"on":false,"transition_ms":4294967296})",
  };
  check_refused(pin, values, 300);
  CHECK(pin.state() == R"({"on":true,"brightness":51,"rgb":"00ff00","effect":"none"})");
}

TEST_CASE("A fade of brightness and colour goes straight to its target, which is reported at once") {
  PinBench pin;
  pin.configure(kThree + R"(,"initial":"on","rgb":"ff0000")", kStart);
  pin.set(R"({"rgb":"0000ff","brightness":127,"transition_ms":8000})", kStart);
  CHECK(pin.state() == R"({"on":true,"brightness":127,"rgb":"0000ff","effect":"none"})");
  const std::pair<uint32_t, uint32_t> way[] = {
      {2000, 0xA70037}, {4000, 0x5F005F}, {6000, 0x270077}, {7990, 0x00007E}, {8020, 0x00007F}};
  for (const auto& [ms, pixel] : way) {
    CAPTURE(ms);
    pin.tick(kStart + ms);
    for (int i = 0; i < 3; ++i) {
      CHECK(std::abs(channel(first(pin, 1)[0], i) - channel(pixel, i)) <= 2);
    }
  }
}

TEST_CASE("The fade of the options counts where a set names none") {
  PinBench pin;
  pin.configure(kThree + R"(,"fade_ms":1000)");
  CHECK(after(pin, R"({"on":true})", 100) == Strip(3, 0));
  pin.tick(600);
  CHECK(first(pin, 1)[0] == 0x7F7F7F);
  CHECK(after(pin, R"({"on":false,"transition_ms":0})", 700) == Strip(3, 0));
}

TEST_CASE("A fade can be turned round on its way, and from dark it has its colour at once") {
  PinBench pin;
  pin.configure(kThree);
  pin.set(R"({"on":true,"rgb":"00ff00","transition_ms":1000})", 100);
  pin.tick(600);
  CHECK(first(pin, 1)[0] == 0x007F00);
  pin.set(R"({"on":false,"transition_ms":1000})", 600);
  pin.tick(1100);
  CHECK(first(pin, 1)[0] == 0x003F00);
  pin.tick(1600);
  CHECK(first(pin, 1)[0] == 0);
}

TEST_CASE("The longest fade of all comes to its end too, and stays there when the clock wraps") {
  PinBench pin;
  pin.configure(kThree, kStart);
  pin.set(R"({"on":true,"transition_ms":4294967295})", kStart);
  pin.tick(kStart + 0x80000000);
  CHECK(first(pin, 1)[0] == 0x7F7F7F);
  pin.tick(kStart - 1);
  CHECK(first(pin, 1)[0] == 0xFFFFFF);
  pin.tick(kStart + 20000);
  CHECK(first(pin, 1)[0] == 0xFFFFFF);
}

TEST_CASE("While something moves there is a frame every 30 ms, then one every 10 s") {
  const auto frames = [](PinBench& pin, uint32_t from_ms, uint32_t to_ms) {
    pin.gpio.take_log();
    for (uint32_t now_ms = from_ms; now_ms != to_ms; ++now_ms) {
      pin.tick(now_ms);
    }
    return pin.gpio.take_log().size();
  };
  PinBench pin;
  pin.configure(kThree, kStart);
  CHECK(frames(pin, kStart, kStart + 9999) == 0);
  CHECK(frames(pin, kStart + 9999, kStart + 10001) == 1);
  pin.set(R"({"on":true,"transition_ms":300})", kStart + 15000);
  CHECK(frames(pin, kStart + 15000, kStart + 16000) == 11);
  CHECK(frames(pin, kStart + 16000, kStart + 36000) == 2);
  pin.set(R"({"effect":"fire"})", kStart + 36000);
  CHECK(frames(pin, kStart + 36000, kStart + 39000) == 100);
  pin.set(R"({"on":false})", kStart + 39000);
  CHECK(frames(pin, kStart + 39000, kStart + 49000) == 1);
  for (uint32_t ms = 0; ms < 300; ++ms) {
    pin.set(R"({"brightness":)" + std::to_string(ms % 2 + 1) + "}", kStart + 49000 + ms);
    pin.tick(kStart + 49000 + ms);
  }
  CHECK(pin.gpio.take_log().size() == 10);
}

TEST_CASE("Effects move by themselves, in the brightness that was asked for") {
  for (const char* effect : {"rainbow", "chase", "breathe", "twinkle", "fire"}) {
    CAPTURE(effect);
    PinBench pin;
    pin.configure(R"("type":"pixels","gpio":2,"count":50,"order":"rgb","gamma":1,"limit_ma":5000)");
    pin.set(R"({"on":true,"brightness":100,"rgb":"ffffff","effect":")" + std::string(effect) + "\"}", 1000);
    pin.tick(1000);
    int most = 0;
    Strip last = first(pin, 50);
    for (uint32_t ms = 1250; ms < 10000; ms += 250) {
      CHECK_FALSE((pin.tick(ms) && ms != 1250));
      const Strip now = first(pin, 50);
      CHECK(now != last);
      last = now;
      for (const uint32_t pixel : now) {
        most = std::max({most, channel(pixel, 0), channel(pixel, 1), channel(pixel, 2)});
      }
    }
    CHECK(most <= 100);
    CHECK(most > 90);
    pin.set(R"({"on":false})", 20000);
    pin.tick(20000);
    CHECK(is_dark(pin.gpio.strip(kGpio)));
  }
}

TEST_CASE("Whatever a strip shows, it never draws more than its limit, and nearly that much if it wants more") {
  for (const uint32_t count : {1U, 30U, 144U, 300U}) {
    for (const uint32_t limit_ma : {std::max(100U, 2 * count), 10 * count + 100, 20000U}) {
      for (const char* gamma : {"1", "2.2"}) {
        PinBench pin;
        pin.configure(R"("type":"pixels","gpio":2,"count":)" + std::to_string(count) +
                      ",\"limit_ma\":" + std::to_string(limit_ma) + ",\"gamma\":" + gamma);
        uint32_t now_ms = 1000;
        for (const char* effect : {"none", "rainbow", "chase", "breathe", "twinkle", "fire"}) {
          for (const char* rgb : {"ffffff", "ff0001", "80ff40"}) {
            for (const char* brightness : {"255", "100", "1"}) {
              pin.set(std::string(R"({"on":true,"effect":")") + effect + R"(","rgb":")" + rgb + R"(","brightness":)" +
                          brightness + "}",
                      now_ms);
              for (int frame = 0; frame < 2; ++frame) {
                pin.tick(now_ms);
                now_ms += 437;
                CAPTURE(pin.state());
                CAPTURE(count);
                CAPTURE(limit_ma);
                CHECK(current_ua(pin.gpio.strip(kGpio), count) <= limit_ma * 1000);
              }
            }
          }
        }
        pin.set(R"({"brightness":255,"rgb":"ffffff","effect":"none"})", now_ms);
        pin.tick(now_ms);
        const uint32_t wanted_ma = std::min(limit_ma, 61 * count);
        // Rounding takes less than a 255th from each channel.
        CHECK(current_ua(pin.gpio.strip(kGpio), count) + count * 3 * 79 >= wanted_ma * 1000);
      }
    }
  }
}

TEST_CASE("A limit that leaves less than 2 mA for each pixel is refused") {
  const std::pair<std::string, std::string> cases[] = {
      {R"("count":50,"limit_ma":100)", ""},
      {R"("count":51,"limit_ma":101)", R"({"key":"a","error":"bad_combination"})"},
      {R"("count":300,"limit_ma":599)", R"({"key":"a","error":"bad_combination"})"},
      {R"("count":300,"limit_ma":600)", ""},
  };
  for (const auto& [options, errors] : cases) {
    PinBench pin;
    CAPTURE(options);
    pin.configure(R"("type":"pixels","gpio":2,)" + options);
    CHECK(pin.errors() == errors);
  }
}

TEST_CASE("Only GPIO2 can have pixels") {
  for (const char* gpio : {"0", "1", "4", "16", "17"}) {
    PinBench pin;
    pin.configure(R"("type":"pixels","gpio":)" + std::string(gpio));
    CHECK(pin.errors() == R"({"key":"a","error":"pin_not_capable"})");
  }
}

TEST_CASE("A changed configuration keeps what was set, and turns off what is not of the strip any more") {
  PinBench pin;
  pin.configure(R"("type":"pixels","gpio":2,"count":40,"limit_ma":5000)");
  pin.set(R"({"on":true,"brightness":200,"rgb":"123456","effect":"rainbow"})", 100);
  pin.tick(100);
  CHECK(std::count(pin.gpio.strip(kGpio).begin(), pin.gpio.strip(kGpio).end(), 0U) == 260);
  pin.configure(R"("type":"pixels","gpio":2,"count":10,"limit_ma":5000)", 200);
  CHECK(pin.state() == R"({"on":true,"brightness":200,"rgb":"123456","effect":"rainbow"})");
  CHECK_FALSE(is_dark(first(pin, 10)));
  CHECK(is_dark(pin.gpio.strip(kGpio), 10));
}

TEST_CASE("What is sent later ends with the strip") {
  PinBench pin;
  pin.configure(kThree);
  pin.gpio.take_log();
  pin.set(R"({"on":true})", 100);
  pin.tick(100);
  CHECK(pin.gpio.take_log() == Log{"2 sends 3"});
}

}  // namespace iotdm::test
