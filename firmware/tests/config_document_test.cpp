#include "config_document.h"

#include <doctest/doctest.h>

#include "printing.h"

namespace iotdm {

TEST_CASE("A configuration is read at its top level") {
  const auto document = read_config(
      R"({"revision":13,"manager":"k3v9x2m8qa","takeover_from":"m1","role":"r7w2c5t1zp","pins":[{"key":"a"}]})");
  REQUIRE(document.has_value());
  CHECK(document->revision == 13);
  CHECK(document->manager == "k3v9x2m8qa");
  CHECK(document->takeover_from == "m1");
  CHECK(document->role == "r7w2c5t1zp");
  CHECK(document->pins.raw() == R"([{"key":"a"}])");
}

TEST_CASE("Order, spaces and unknown members do not matter") {
  const auto document =
      read_config(" { \"later\" : {\"x\":[1]}, \"pins\" : [ ] ,\n\"role\":\"r\",\"manager\":\"m\",\"revision\":1 } ");
  REQUIRE(document.has_value());
  CHECK(document->revision == 1);
}

TEST_CASE("The tombstone has no role and no pins") {
  const auto document = read_config(R"({"revision":14,"manager":"m","role":null,"pins":[]})");
  REQUIRE(document.has_value());
  CHECK(document->role.empty());
  CHECK_FALSE(read_config(R"({"revision":14,"manager":"m","role":null,"pins":[{"key":"a"}]})").has_value());
  CHECK_FALSE(read_config(R"({"revision":14,"manager":"m","role":null,"pins":[],"rules":[]})").has_value());
}

TEST_CASE("What is no whole configuration is none") {
  const std::string_view texts[] = {
      "",
      "[]",
      "{}",
      R"({"manager":"m","role":"r","pins":[]})",
      R"({"revision":0,"manager":"m","role":"r","pins":[]})",
      R"({"revision":-1,"manager":"m","role":"r","pins":[]})",
      R"({"revision":1.5,"manager":"m","role":"r","pins":[]})",
      R"({"revision":4294967296,"manager":"m","role":"r","pins":[]})",
      R"({"revision":"1","manager":"m","role":"r","pins":[]})",
      R"({"revision":1,"role":"r","pins":[]})",
      R"({"revision":1,"manager":"","role":"r","pins":[]})",
      R"({"revision":1,"manager":"M","role":"r","pins":[]})",
      R"({"revision":1,"manager":"12345678901234567","role":"r","pins":[]})",
      R"({"revision":1,"manager":"m","pins":[]})",
      R"({"revision":1,"manager":"m","role":"","pins":[]})",
      R"({"revision":1,"manager":"m","role":"12345678901234567","pins":[]})",
      R"({"revision":1,"manager":"m","role":5,"pins":[]})",
      R"({"revision":1,"manager":"m","role":"r"})",
      R"({"revision":1,"manager":"m","role":"r","pins":{}})",
      R"({"revision":1,"manager":"m","role":"r","pins":null})",
      R"({"revision":1,"manager":"m","role":"r","pins":[]} x)",
      R"({"revision":1,"manager":"m","role":"r","pins":[])",
  };
  for (const std::string_view text : texts) {
    CAPTURE(text);
    CHECK_FALSE(read_config(text).has_value());
  }
}

}  // namespace iotdm
