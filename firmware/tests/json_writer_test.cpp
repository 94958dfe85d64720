#include "json_writer.h"

#include <doctest/doctest.h>

#include <array>
#include <limits>

#include "printing.h"

namespace iotdm {

TEST_CASE("The writer sets commas between members and items") {
  std::array<char, 128> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  json.open_object().key("a").number(1).key("b").open_array().number(2).null().boolean(true).close_array();
  json.key("c").open_object().close_object().key("d").text("x").close_object();
  CHECK(json.view() == R"({"a":1,"b":[2,null,true],"c":{},"d":"x"})");
}

TEST_CASE("Thousandths get as many decimals as they need") {
  struct Case {
    int32_t value;
    std::string_view text;
  };
  const Case cases[] = {
      {0, "0"},
      {1, "0.001"},
      {-1, "-0.001"},
      {10, "0.01"},
      {512500, "512.5"},
      {512000, "512"},
      {-1050, "-1.05"},
      {std::numeric_limits<int32_t>::max(), "2147483.647"},
      {std::numeric_limits<int32_t>::min(), "-2147483.648"},
  };
  for (const Case& c : cases) {
    std::array<char, 16> buffer;
    JsonWriter json(buffer.data(), buffer.size());
    CHECK(json.thousandths(c.value).view() == c.text);
  }
}

TEST_CASE("Numbers reach from end to end of their range") {
  std::array<char, 64> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  json.open_array().number(0).number(4294967295).signed_number(-61);
  json.signed_number(std::numeric_limits<int32_t>::min()).hex(0x0a).close_array();
  CHECK(json.view() == R"([0,4294967295,-61,-2147483648,"0000000a"])");
}

TEST_CASE("A colour is six hex digits") {
  std::array<char, 32> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  json.open_array().colour(0x0a).colour(0xFF8800).close_array();
  CHECK(json.view() == R"(["00000a","ff8800"])");
}

TEST_CASE("An empty text can be null") {
  std::array<char, 32> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  json.open_array().text_or_null({}).text_or_null("x").text({}).close_array();
  CHECK(json.view() == R"([null,"x",""])");
}

TEST_CASE("A buffer that is too small is never written beyond, and is told") {
  const std::string_view whole = R"({"key":"value","n":12345})";
  for (size_t size = 0; size <= whole.size(); ++size) {
    std::array<char, 32> buffer;
    buffer.fill('#');
    JsonWriter json(buffer.data(), size);
    json.open_object().key("key").text("value").key("n").number(12345).close_object();
    CAPTURE(size);
    CHECK(json.ok() == (size == whole.size()));
    CHECK(json.view().size() <= size);
    CHECK(json.view() == whole.substr(0, json.view().size()));
    CHECK(buffer[size] == '#');
  }
}

}  // namespace iotdm
