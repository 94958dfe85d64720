#include "network_command.h"

#include <doctest/doctest.h>

#include "printing.h"
#include "sites.h"

namespace iotdm {

namespace {

// The word for what is wrong with it.
std::string read(const std::string& text, Network& network) {
  JsonObject command;
  REQUIRE(command.parse(JsonText(text)));
  return std::string(error_word(to_error(read_network(command, network))).view());
}

std::string refusal(const std::string& text) {
  Network network;
  return read(text, network);
}

}  // namespace

TEST_CASE("A network command is read exactly") {
  Network network;
  CHECK(
      read(
          R"({"id":"7c1","cmd":"network","slot":2,"ssid":"Caf\u00e9 \ud83d\ude00","psk":"\"quotes\" \\ \/","host":"10.0.0.1",)"
          R"("port":8883,"user":"J\u00f6rg","pass":"a b"})",
          network) == "none");
  CHECK(network.ssid.view() == "Caf\xc3\xa9 \xf0\x9f\x98\x80");
  CHECK(network.psk.view() == "\"quotes\" \\ /");
  CHECK(network.host.view() == "10.0.0.1");
  CHECK(network.port == 8883);
  CHECK(network.user.view() == "J\xc3\xb6rg");
  CHECK(network.password.view() == "a b");
}

TEST_CASE("What a network command leaves out is at its default") {
  Network network;
  CHECK(read(R"({"ssid":"Home"})", network) == "none");
  CHECK(network.psk.empty());
  CHECK(network.host.empty());
  CHECK(network.port == 1883);
  CHECK(network.user.empty());
  CHECK(network.password.empty());
}

TEST_CASE("A network that nobody may store is refused with its word") {
  for (const auto& golden : test::golden_sites()["refused"].items()) {
    CAPTURE(golden["network"].text());
    CHECK(refusal(golden["network"].text()) == golden["error"].text());
  }
}

TEST_CASE("What is no text or no port is refused") {
  CHECK(refusal(R"({"ssid":5})") == "network_bad_text");
  CHECK(refusal(R"({"ssid":null})") == "network_bad_text");
  CHECK(refusal(R"({"ssid":"Home","psk":12345678})") == "network_bad_text");
  CHECK(refusal(R"({"ssid":["Home"]})") == "network_bad_text");
  CHECK(refusal(R"({"ssid":"Home\ud83d"})") == "network_bad_text");
  CHECK(refusal(R"({"ssid":"Home","port":"1883"})") == "network_bad_port");
  CHECK(refusal(R"({"ssid":"Home","port":-1})") == "network_bad_port");
  CHECK(refusal(R"({"ssid":"Home","port":4294967297})") == "network_bad_port");
  CHECK(refusal(R"({"ssid":"Home","port":1883.5})") == "network_bad_port");
}

TEST_CASE("A text is as long as what it stands for") {
  std::string ssid;
  for (int i = 0; i < 32; ++i) {
    ssid += "\\u0041";
  }
  CHECK(refusal("{\"ssid\":\"" + ssid + "\"}") == "none");
  CHECK(refusal("{\"ssid\":\"" + ssid + "\\u0041\"}") == "network_ssid_too_long");
}

}  // namespace iotdm
