#include "network_form.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "printing.h"

namespace iotdm {

namespace {

struct Result {
  NetworkError error;
  Network network;
};

Result read(std::string_view text) {
  NetworkForm form;
  for (const char c : text) {
    form.add(c);
  }
  const NetworkError error = form.end();
  return {error, form.network()};
}

std::string long_text(size_t size) { return std::string(size, 'x'); }

}  // namespace

TEST_CASE("A form becomes a network") {
  const Result result = read(
      "pick=Home&ssid=&psk=correct+horse%21&host=+192.168.1.10+&port=1884&user=b%C3%B6b&password=a%26b%3Dc%25&extra=1");
  CHECK(result.error == NetworkError::kNone);
  CHECK(result.network.ssid.view() == "Home");
  CHECK(result.network.psk.view() == "correct horse!");
  CHECK(result.network.host.view() == "192.168.1.10");
  CHECK(result.network.port == 1884);
  CHECK(result.network.user.view() == "böb");
  CHECK(result.network.password.view() == "a&b=c%");
}

TEST_CASE("What is not entered has its default") {
  const Result result = read("ssid=Home");
  CHECK(result.error == NetworkError::kNone);
  CHECK(result.network.psk.empty());
  CHECK(result.network.host.empty());
  CHECK(result.network.port == 1883);
  CHECK(read("ssid=Home&port=&host=&psk").network.port == 1883);
}

TEST_CASE("A network is picked from the list, or else typed") {
  CHECK(read("pick=Home&ssid=Typed").network.ssid.view() == "Home");
  CHECK(read("pick=&ssid=Typed").network.ssid.view() == "Typed");
  CHECK(read("ssid=Typed").network.ssid.view() == "Typed");
}

TEST_CASE("The spaces of a name and a password count") {
  const Result result = read("ssid=+Home+&psk=+eight+letters+");
  CHECK(result.network.ssid.view() == " Home ");
  CHECK(result.network.psk.view() == " eight letters ");
}

TEST_CASE("Each mistake in a form has its error") {
  struct Case {
    std::string form;
    NetworkError error;
  };
  const Case cases[] = {
      {"", NetworkError::kNoSsid},
      {"pick=&ssid=", NetworkError::kNoSsid},
      {"&&&===&", NetworkError::kNoSsid},
      {"ssid=" + long_text(32), NetworkError::kNone},
      {"ssid=" + long_text(33), NetworkError::kSsidTooLong},
      {"ssid=" + long_text(3000), NetworkError::kSsidTooLong},
      {"ssid=Home&psk=short", NetworkError::kBadPsk},
      {"ssid=Home&psk=" + long_text(63), NetworkError::kNone},
      {"ssid=Home&psk=" + long_text(64), NetworkError::kBadPsk},
      {"ssid=Home&psk=" + long_text(65), NetworkError::kBadPsk},
      {"ssid=Home&psk=p%C3%A4ssword", NetworkError::kBadPsk},
      {"ssid=Home&host=mqtt%3A%2F%2Fbroker%2F%C3%A4", NetworkError::kBadHost},
      {"ssid=Home&host=" + long_text(65), NetworkError::kBadHost},
      {"ssid=Home&port=0", NetworkError::kBadPort},
      {"ssid=Home&port=65535", NetworkError::kNone},
      {"ssid=Home&port=65536", NetworkError::kBadPort},
      {"ssid=Home&port=123456", NetworkError::kBadPort},
      {"ssid=Home&port=-1", NetworkError::kBadPort},
      {"ssid=Home&port=x", NetworkError::kBadPort},
      {"ssid=Home&user=" + long_text(33), NetworkError::kUserTooLong},
      {"ssid=Home&password=" + long_text(65), NetworkError::kPasswordTooLong},
      {"ssid=Ho%00me", NetworkError::kBadText},
      {"ssid=Ho%2", NetworkError::kBadText},
      {"ssid=Ho%zzme", NetworkError::kBadText},
      {"ssid=Home&user=%FF%FE", NetworkError::kBadText},
  };
  for (const Case& c : cases) {
    CAPTURE(c.form);
    CHECK(read(c.form).error == c.error);
  }
}

TEST_CASE("Nothing of a form is left for the next one") {
  NetworkForm form;
  for (const char c : std::string_view("ssid=Home&psk=secret+horse&password=x&port=99999")) {
    form.add(c);
  }
  form.end();
  form.begin();
  for (const char c : std::string_view("ssid=Next")) {
    form.add(c);
  }
  CHECK(form.end() == NetworkError::kNone);
  CHECK(form.network().psk.empty());
  CHECK(form.network().password.empty());
}

TEST_CASE("No form of random bytes becomes a network that is wrong") {
  std::mt19937 random(20263);
  const std::string_view parts[] = {
      "ssid=", "pick=", "psk=", "host=", "port=", "user=",       "password=", "&", "%",
      "%C3",   "+",     "=",    "Home",  "1883",  "long enough", "%00",       "ä", "\xff"};
  int accepted = 0;
  for (int i = 0; i < 50000; ++i) {
    std::string text;
    for (auto count = random() % 20; count > 0; --count) {
      text += parts[random() % std::size(parts)];
    }
    CAPTURE(text);
    const Result result = read(text);
    if (result.error == NetworkError::kNone) {
      ++accepted;
      REQUIRE(check(result.network) == NetworkError::kNone);
    }
  }
  CHECK(accepted > 100);
}

}  // namespace iotdm
