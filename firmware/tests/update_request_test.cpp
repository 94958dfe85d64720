#include "update_request.h"

#include <doctest/doctest.h>

#include <string>

#include "printing.h"

namespace iotdm {

namespace {

const std::string kHash = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

std::string members(const std::string& url, const std::string& size, const std::string& sha256,
                    const std::string& firmware) {
  return R"({"url":")" + url + R"(","size":)" + size + R"(,"sha256":")" + sha256 + R"(","firmware":")" + firmware +
         "\"}";
}

bool is_read(const std::string& text) {
  JsonObject command;
  REQUIRE(command.parse(JsonText(text)));
  return read_update(command).has_value();
}

}  // namespace

TEST_CASE("The members of an update are read") {
  const std::string text = members("http://ha.local:8123/x?y=%20z", "450000", kHash, "0.2.0-rc.1");
  JsonObject command;
  REQUIRE(command.parse(JsonText(text)));
  const auto request = read_update(command);
  REQUIRE(request.has_value());
  CHECK(request->url == "http://ha.local:8123/x?y=%20z");
  CHECK(request->size == 450000);
  CHECK(request->firmware == "0.2.0-rc.1");
  CHECK(request->sha256[0] == 0x00);
  CHECK(request->sha256[1] == 0x11);
  CHECK(request->sha256[15] == 0xFF);
  CHECK(request->sha256[31] == 0xFF);
}

TEST_CASE("Limits of the members") {
  const std::string longest = "http://" + std::string(193, 'x');
  CHECK(is_read(members(longest, "293", kHash, std::string(22, '9'))));
  CHECK(is_read(members("http://h", "4294967295", kHash, "1")));
}

TEST_CASE("An update with a member that is missing or not allowed is none") {
  const std::string url = "http://h/i";
  const std::string odd[] = {
      "{}",
      members("https://h/i", "1000", kHash, "1"),
      members("ftp://h/i", "1000", kHash, "1"),
      members("HTTP://h/i", "1000", kHash, "1"),
      members("http://", "1000", kHash, "1"),
      members("", "1000", kHash, "1"),
      members("http://h/i\\r\\nHost: x", "1000", kHash, "1"),
      members("http://h/\\u000a", "1000", kHash, "1"),
      members("http://h/a b", "1000", kHash, "1"),
      members("http://h/\xC3\xA4", "1000", kHash, "1"),
      members("http://h/\x7F", "1000", kHash, "1"),
      members("http://" + std::string(194, 'x'), "1000", kHash, "1"),
      members(url, "0", kHash, "1"),
      members(url, "292", kHash, "1"),
      members(url, "-1", kHash, "1"),
      members(url, "4294967296", kHash, "1"),
      members(url, "\"1000\"", kHash, "1"),
      members(url, "1000", "", "1"),
      members(url, "1000", kHash.substr(1), "1"),
      members(url, "1000", kHash + "0", "1"),
      members(url, "1000", "g" + kHash.substr(1), "1"),
      members(url, "1000", "A" + kHash.substr(1), "1"),
      members(url, "1000", kHash, ""),
      members(url, "1000", kHash, "0.2.0 beta"),
      members(url, "1000", kHash, std::string(23, '9')),
  };
  for (const std::string& text : odd) {
    CAPTURE(text);
    CHECK_FALSE(is_read(text));
  }
}

}  // namespace iotdm
