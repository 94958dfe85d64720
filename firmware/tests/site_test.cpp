#include "site.h"

#include <doctest/doctest.h>

#include "crc32.h"
#include "printing.h"
#include "sites.h"

namespace iotdm {

using test::network;

namespace {

NetworkError check_psk(const std::string& psk) {
  Network tried = network("Home");
  tried.psk.assign(psk);
  return check(tried);
}

NetworkError check_host(const std::string& host) {
  Network tried = network("Home");
  tried.host.assign(host);
  return check(tried);
}

NetworkError check_login(const std::string& user, const std::string& password) {
  Network tried = network("Home");
  tried.user.assign(user);
  tried.password.assign(password);
  return check(tried);
}

}  // namespace

TEST_CASE("A network needs a name, of any bytes but NUL") {
  CHECK(check(network("")) == NetworkError::kNoSsid);
  CHECK(check(network("x")) == NetworkError::kNone);
  CHECK(check(network(std::string(32, '\xff'))) == NetworkError::kNone);
  for (const std::string& name : {std::string(1, '\0'), std::string("Ho\0me", 6), std::string("Home\0", 5)}) {
    CHECK(check(network(name)) == NetworkError::kBadText);
  }
}

TEST_CASE("A Wi-Fi password is none, 8 to 63 printable characters, or 64 hex digits") {
  CHECK(check_psk("") == NetworkError::kNone);
  CHECK(check_psk("12345678") == NetworkError::kNone);
  CHECK(check_psk(" ~ ~ ~ ~") == NetworkError::kNone);
  CHECK(check_psk(std::string(63, 'z')) == NetworkError::kNone);
  CHECK(check_psk(std::string(32, 'a') + std::string(32, 'F')) == NetworkError::kNone);
  CHECK(check_psk("1234567") == NetworkError::kBadPsk);
  CHECK(check_psk(std::string(63, 'a') + "g") == NetworkError::kBadPsk);
  CHECK(check_psk("passw\xc3\xb6rt") == NetworkError::kBadPsk);
  CHECK(check_psk("1234567\x7f") == NetworkError::kBadPsk);
  CHECK(check_psk("1234567\n") == NetworkError::kBadPsk);
}

TEST_CASE("A host is a name or an address, and nothing around it") {
  for (const char* host : {"", "192.168.1.2", "broker", "my-broker.local", "MQTT_1"}) {
    CHECK(check_host(host) == NetworkError::kNone);
  }
  for (const char* host : {"mqtt://broker", "broker:1883", "my broker", "br\xc3\xb6ker", "broker\n", "a@b", "[", "`"}) {
    CHECK(check_host(host) == NetworkError::kBadHost);
  }
  CHECK(check_host(std::string(1, '\0')) == NetworkError::kBadHost);
}

TEST_CASE("A port is not 0") {
  Network tried = network("Home");
  tried.port = 0;
  CHECK(check(tried) == NetworkError::kBadPort);
  tried.port = 65535;
  CHECK(check(tried) == NetworkError::kNone);
}

TEST_CASE("User and password are text in UTF-8 without control characters") {
  CHECK(check_login("J\xc3\xb6rg", "p\xc3\xa4ss wort") == NetworkError::kNone);
  CHECK(check_login("\xff", "") == NetworkError::kBadText);
  CHECK(check_login("", "\xc3") == NetworkError::kBadText);
  CHECK(check_login("a\nb", "") == NetworkError::kBadText);
  CHECK(check_login("", std::string(1, '\0')) == NetworkError::kBadText);
  CHECK(check_login("", "\x7f") == NetworkError::kBadText);
}

TEST_CASE("A password without a user goes with the id") {
  Network tried = network("Home");
  CHECK(user_of(tried, "5ccf7f0a1b2c") == "");
  tried.password.assign("secret");
  CHECK(user_of(tried, "5ccf7f0a1b2c") == "5ccf7f0a1b2c");
  tried.user.assign("boards");
  CHECK(user_of(tried, "5ccf7f0a1b2c") == "boards");
}

TEST_CASE("The public hash tells networks apart, and tells nothing of their passwords") {
  const Network home = network("Home");
  const std::string_view hashed = "Home\n192.168.1.2\n1883\n";
  CHECK(public_hash(home) == crc32(hashed.data(), hashed.size()));
  Network other = home;
  other.psk.assign("another horse");
  other.password.assign("secret");
  CHECK(public_hash(other) == public_hash(home));
  CHECK_FALSE(other == home);
  other.user.assign("boards");
  CHECK(public_hash(other) != public_hash(home));
  other = home;
  other.port = 8883;
  CHECK(public_hash(other) != public_hash(home));
}

}  // namespace iotdm
