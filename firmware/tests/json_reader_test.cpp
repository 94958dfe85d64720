#include "json_reader.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "printing.h"

namespace iotdm {

namespace {

// Walks to the end; false at a mistake.
bool walks(std::string_view text) {
  JsonWalker walker{JsonText(text)};
  while (walker.next()) {
  }
  return walker.complete();
}

bool parses(std::string_view text) {
  JsonObject object;
  return object.parse(JsonText(text));
}

// Containers in containers, `depth` in all.
std::string nested(int depth) {
  std::string text = "1";
  for (int i = 0; i < depth; ++i) {
    text = "{\"a\":" + text + "}";
  }
  return text;
}

std::string many_members(int count) {
  std::string text = "{\"m\":0";
  for (int i = 1; i < count; ++i) {
    text += ",\"m\":0";
  }
  return text + "}";
}

std::string members_of(const JsonObject& object) {
  std::string members;
  JsonWalker walker = object.members();
  while (walker.next()) {
    members += std::string(walker.key()) + "=" + std::string(walker.value().raw()) + " ";
  }
  return members;
}

}  // namespace

TEST_CASE("Whole numbers are read within 32 bits") {
  struct Case {
    std::string_view text;
    std::optional<uint32_t> value;
  };
  const Case cases[] = {
      {"0", 0},
      {"4294967295", 4294967295},
      {"128.0", 128},
      {"128.000", 128},
      {"4294967296", {}},
      {"-1", {}},
      {"1.5", {}},
      {"1e3", {}},
      {"", {}},
      {"true", {}},
      {"\"1\"", {}},
      {"1 ", {}},
      {"128.0000", {}},
      {"128.", {}},
      {"99999999999999999999999999", {}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(JsonText(c.text).number() == c.value);
  }
}

TEST_CASE("Whole numbers are read with their sign") {
  CHECK(JsonText("-32767").whole() == -32767);
  CHECK(JsonText("40").whole() == 40);
  CHECK(JsonText("-1.000").whole() == -1);
  CHECK(JsonText("2147483647").whole() == 2147483647);
  CHECK(JsonText("-2147483647").whole() == -2147483647);
  CHECK_FALSE(JsonText("2147483648").whole());
  CHECK_FALSE(JsonText("-2147483648").whole());
  CHECK_FALSE(JsonText("1.5").whole());
  CHECK_FALSE(JsonText("--1").whole());
  CHECK_FALSE(JsonText("true").whole());
}

TEST_CASE("Thousandths are read with up to three decimals") {
  struct Case {
    std::string_view text;
    std::optional<int32_t> value;
  };
  const Case cases[] = {
      {"0", 0},
      {"2.2", 2200},
      {"0.9", 900},
      {"0.001", 1},
      {"-1.05", -1050},
      {"2147483.647", std::numeric_limits<int32_t>::max()},
      {"-2147483.648", std::numeric_limits<int32_t>::min()},
      {"2147483.648", {}},
      {"-2147483.649", {}},
      {"0.0001", {}},
      {"1.", {}},
      {".5", {}},
      {"1e3", {}},
      {"+1", {}},
      {"", {}},
      {"-", {}},
      {"9999999999", {}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(JsonText(c.text).thousandths() == c.value);
  }
}

TEST_CASE("Booleans and texts are nothing else") {
  CHECK(JsonText("true").boolean() == true);
  CHECK(JsonText("false").boolean() == false);
  CHECK_FALSE(JsonText("1").boolean());
  CHECK_FALSE(JsonText("\"true\"").boolean());
  CHECK(JsonText("\"up\"").text() == "up");
  CHECK(JsonText("up").text().empty());
  CHECK(JsonText("\"").text().empty());
  CHECK(JsonText("null").is_null());
  CHECK_FALSE(JsonText().present());
}

TEST_CASE("The walker gives each member as its own text") {
  JsonWalker walker{JsonText(R"( { "a" : true , "b":{"x":[1,"}"]}, "c" :"q\"]" } )")};
  const std::pair<std::string_view, std::string_view> members[] = {
      {"a", "true"}, {"b", R"({"x":[1,"}"]})"}, {"c", R"("q\"]")"}};
  for (const auto& [key, value] : members) {
    REQUIRE(walker.next());
    CHECK(walker.key() == key);
    CHECK(walker.value().raw() == value);
  }
  CHECK_FALSE(walker.next());
  CHECK(walker.complete());
}

TEST_CASE("Every escape of JSON is taken") {
  CHECK(walks(R"(["\"\\\/\b\f\n\r\t\u00fA\uD800"])"));
  CHECK(parses(R"({"\"":"\\","\u0041":{"a":"\/"}})"));
}

TEST_CASE("The walker gives the items of an array without keys") {
  JsonWalker walker{JsonText(R"([1,{"a":2}])")};
  REQUIRE(walker.next());
  CHECK(walker.value().raw() == "1");
  REQUIRE(walker.next());
  CHECK(walker.value().raw() == R"({"a":2})");
  CHECK_FALSE(walker.next());
  CHECK(walker.complete());
}

// What no reader may take for JSON.
const std::string_view kBroken[] = {
    "",
    " ",
    "{",
    "}",
    "[",
    "{]",
    "[}",
    "nonsense",
    R"({"a"})",
    R"({"a":})",
    R"({"a":1)",
    R"({"a":1]",)",
    R"({"a":1}x)",
    R"({"a":1}{})",
    R"({"a":1,})",
    R"({,"a":1})",
    R"({"a":1 "b":2})",
    R"({"a"::1})",
    R"({"a":1,,"b":2})",
    R"({a:1})",
    R"({'a':1})",
    R"({"a":'b'})",
    R"({"a":tru})",
    R"({"a":True})",
    R"({"a":01})",
    R"({"a":-})",
    R"({"a":1.})",
    R"({"a":.5})",
    R"({"a":1.2.3})",
    R"({"a":0x10})",
    R"({"a":NaN})",
    R"({"a":"b)",
    R"({"a":"b\"})",
    R"({"a":"b\)",
    R"({"a":"\q"})",
    R"({"a":"\u12g4"})",
    R"({"a":"\u12"})",
    R"({"a":["\U0041"]})",
    R"({"a":x"b"})",
    R"({"a":1{}})",
    R"({1:2})",
    R"({null:2})",
    R"({{}:2})",
    "{\"a\":\"b\nc\"}",
};

TEST_CASE("The walker notices what is no JSON") {
  for (const std::string_view text : kBroken) {
    CAPTURE(text);
    CHECK_FALSE(walks(text));
  }
}

TEST_CASE("An object notices what is no JSON") {
  for (const std::string_view text : kBroken) {
    CAPTURE(text);
    CHECK_FALSE(parses(text));
  }
  CHECK_FALSE(parses(std::string_view("{\"a\":1}\0", 8)));
  CHECK_FALSE(parses(std::string_view("{\"a\":1,\0}", 9)));
}

TEST_CASE("An object notices mistakes in the values of its members") {
  const std::string_view texts[] = {
      R"({"x":{"b"}})", R"({"x":{"b":1 "c":2}})", R"({"x":{"b":tru}})", R"({"x":["b":1]})",    R"({"x":{1:2}})",
      R"({"x":[01]})",  R"({"x":[}]})",           R"({"x":{]}})",       R"({"x":{"b":"\q"}})", R"({"x":{"b":{"c":1}})",
      R"({"x":[nul]})", R"({"x":[1,]})",          R"({"x":[1 2]})",     R"({"x":[,1]})",       R"({"x":{"b":1,}})",
  };
  for (const std::string_view text : texts) {
    CAPTURE(text);
    CHECK_FALSE(parses(text));
  }
}

TEST_CASE("A value that is no object is no object") {
  for (const std::string_view text : {"[]", R"(["id","7c1"])", "\"a\"", "1", "true", "null"}) {
    CAPTURE(text);
    CHECK_FALSE(parses(text));
  }
}

TEST_CASE("An object finds its members, but not those of its members") {
  JsonObject object;
  REQUIRE(object.parse(JsonText(R"({"a":{"b":1},"c":["d",2],"e":"f"})")));
  CHECK(members_of(object) == R"(a={"b":1} c=["d",2] e="f" )");
  CHECK(object.find("a").raw() == R"({"b":1})");
  CHECK(object.find("c").raw() == R"(["d",2])");
  CHECK(object.find("e").raw() == R"("f")");
  for (const char* absent : {"b", "d", "f", "", "x"}) {
    CAPTURE(absent);
    CHECK_FALSE(object.find(absent).present());
  }
}

TEST_CASE("An object that could not be read has no members") {
  JsonObject object;
  REQUIRE(object.parse(JsonText(R"({"a":1})")));
  REQUIRE_FALSE(object.parse(JsonText(R"({"a":1)")));
  CHECK(members_of(object).empty());
  CHECK_FALSE(object.find("a").present());
}

TEST_CASE("An object has at most 48 tokens") {
  CHECK(parses(many_members(23)));
  CHECK_FALSE(parses(many_members(24)));
}

TEST_CASE("An object nests at most 4 deep") {
  CHECK(parses(nested(4)));
  CHECK_FALSE(parses(nested(5)));
  CHECK_FALSE(parses(R"({"a":[[[[1]]]]})"));
}

TEST_CASE("The walker takes any depth and any number of members") {
  CHECK(walks(nested(500)));
  CHECK(walks(many_members(500)));
}

}  // namespace iotdm
