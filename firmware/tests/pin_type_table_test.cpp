// tests/contract/pin_type_table.json is the table of docs/protocol.md as a file; the core's rows must say the same.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "contract_files.h"
#include "gpio_table.h"
#include "json_value.h"
#include "pin_types.h"
#include "printing.h"
#include "words.h"

namespace iotdm::test {

namespace {

constexpr char kCapabilities[] = "read drive pwm pull_up pull_down analog pixels interrupt";
constexpr char kBuses[] = "none one_wire i2c";
constexpr char kKinds[] = "flag word number whole colour rom";

const JsonValue& table() {
  static const JsonValue content = JsonValue::parse(read_contract_file("pin_type_table"));
  return content;
}

uint8_t capability_bits(const JsonValue& names) {
  uint8_t bits = 0;
  for (const JsonValue& name : names.items()) {
    const int index = index_of_word(kCapabilities, name.text());
    REQUIRE(index >= 0);
    bits = static_cast<uint8_t>(bits | (1U << index));
  }
  return bits;
}

std::string joined(const JsonValue& words) {
  std::string text;
  for (const JsonValue& word : words.items()) {
    text += (text.empty() ? "" : " ") + word.text();
  }
  return text;
}

// The options of a row in the order in which a PinConfig has them.
std::vector<OptionSpec> options_of(const PinType& row) {
  const OptionSpec* const own = row.options;
  std::vector<OptionSpec> specs(own, own + row.option_count);
  for (uint8_t group = 0; group < kOptionGroups; ++group) {
    if ((row.groups & (1U << group)) != 0) {
      specs.insert(specs.end(), kCommonOptions + static_cast<uint8_t>(group_begin(group)),
                   kCommonOptions + static_cast<uint8_t>(group_begin(group + 1)));
    }
  }
  return specs;
}

// As the core stores it.
int32_t stored(const OptionSpec& spec, const JsonValue& option, const JsonValue& value) {
  switch (spec.kind()) {
    case OptionKind::kFlag:
      return value.boolean() ? 1 : 0;
    case OptionKind::kWord:
      return index_of_word(joined(option["words"]).c_str(), value.text());
    case OptionKind::kColour:
      return static_cast<int32_t>(JsonText("\"" + value.text() + "\"").colour().value());
    case OptionKind::kRom:
      return 0;
    case OptionKind::kNumber:
      return static_cast<int32_t>(std::lround(value.number() * 1000));
    default:
      return static_cast<int32_t>(value.number());
  }
}

}  // namespace

TEST_CASE("Core and contract know the same pin types, in the same order") {
  const auto& types = table()["types"].items();
  REQUIRE(types.size() == pin_type_count());
  for (uint8_t i = 0; i < pin_type_count(); ++i) {
    CHECK(pin_type_name(i).view() == types[i]["type"].text());
    CHECK(pin_type(i).needs == capability_bits(types[i]["needs"]));
    CHECK(word_at(kBuses, static_cast<uint8_t>(pin_type(i).bus)) ==
          (types[i].has("bus") ? types[i]["bus"].text() : "none"));
    CHECK(find_pin_type(types[i]["type"].text()) == i);
  }
}

TEST_CASE("Core and contract know the same options, with the same kinds, defaults and ranges") {
  for (const JsonValue& type : table()["types"].items()) {
    const PinType& row = pin_type(find_pin_type(type["type"].text()));
    const std::vector<OptionSpec> specs = options_of(row);
    const auto& options = type["options"].items();
    CAPTURE(type["type"].text());
    REQUIRE(options.size() == specs.size());
    REQUIRE(row.option_count <= kMaxOptions);
    CHECK(row.least_gpios == type["gpio_count"].items()[0].uint32());
    CHECK(row.most_gpios == type["gpio_count"].items()[1].uint32());
    for (size_t i = 0; i < specs.size(); ++i) {
      const OptionSpec& spec = specs[i];
      const JsonValue& option = options[i];
      const std::string name = option["option"].text();
      CAPTURE(name);
      CHECK(spec.name() == name_hash(name));
      CHECK(word_at(kKinds, static_cast<uint8_t>(spec.kind())) == option["kind"].text());
      CHECK(spec.fallback() == stored(spec, option, option["default"]));
      if (spec.kind() == OptionKind::kNumber || spec.kind() == OptionKind::kWhole) {
        CHECK(spec.lowest() == stored(spec, option, option["lowest"]));
        CHECK(spec.highest() == stored(spec, option, option["highest"]));
      }
      if (spec.kind() == OptionKind::kWord) {
        const auto& words = option["words"].items();
        REQUIRE(static_cast<int32_t>(words.size()) == spec.highest() + 1);
        for (size_t word = 0; word < words.size(); ++word) {
          CHECK(spec.word(static_cast<int32_t>(word)) == name_hash(words[word].text()));
        }
      }
    }
  }
}

TEST_CASE("What a type takes no part in is at its default") {
  CommonOptions defaults{};
  for (uint8_t i = 0; i < static_cast<uint8_t>(CommonOption::kCount); ++i) {
    defaults.set(static_cast<CommonOption>(i), kCommonOptions[i].fallback());
  }
  PinConfig input{};
  REQUIRE(read_pin(JsonText(R"({"key":"a","type":"digital_input","gpio":5})"), input) == Error::kNone);
  CHECK(std::memcmp(&defaults, &input.common, sizeof(defaults)) == 0);
}

TEST_CASE("No two names that a pin object can have share a hash") {
  for (const JsonValue& type : table()["types"].items()) {
    std::vector<uint32_t> hashes = {name_hash("key"), name_hash("type"), name_hash("gpio")};
    for (const JsonValue& option : type["options"].items()) {
      const uint32_t hash = name_hash(option["option"].text());
      CHECK(std::find(hashes.begin(), hashes.end(), hash) == hashes.end());
      hashes.push_back(hash);
    }
  }
}

TEST_CASE("Each type runs on the GPIOs that the contract lists, and on no other") {
  for (const JsonValue& type : table()["types"].items()) {
    const PinType& row = pin_type(find_pin_type(type["type"].text()));
    std::string listed;
    for (const JsonValue& gpio : type["gpios"].items()) {
      listed += std::to_string(gpio.uint32()) + " ";
    }
    std::string capable;
    for (uint32_t gpio = 0; gpio < kGpioCount; ++gpio) {
      capable += (capabilities(gpio) & row.needs) == row.needs ? std::to_string(gpio) + " " : "";
    }
    CAPTURE(type["type"].text());
    CHECK(capable == listed);
  }
}

TEST_CASE("Core and contract know the same GPIOs") {
  const auto& gpios = table()["gpios"].items();
  REQUIRE(gpios.size() == kGpioCount);
  for (const JsonValue& gpio : gpios) {
    const uint32_t number = gpio["gpio"].uint32();
    CAPTURE(number);
    CHECK(capabilities(number) == capability_bits(gpio["capabilities"]));
    CHECK(is_flash_gpio(number) == gpio.is_true("reserved"));
  }
}

}  // namespace iotdm::test
