#include "pin_config.h"

#include "gpio_table.h"
#include "pin_types.h"
#include "words.h"

namespace iotdm {

namespace {

// Their lengths are known here: counting them each time would take a good part of the boot.
constexpr std::string_view kKey = "key";
constexpr std::string_view kType = "type";
constexpr std::string_view kGpio = "gpio";

Error read_gpio(JsonText text, const PinType& type, uint8_t& gpio) {
  const auto number = text.number();
  if (!number) {
    return Error::kBadOption;
  }
  if (*number >= kGpioCount) {
    return Error::kPinNotCapable;
  }
  gpio = static_cast<uint8_t>(*number);
  if (is_flash_gpio(gpio)) {
    return Error::kPinReserved;
  }
  const bool capable = (capabilities(gpio) & type.needs) == type.needs;
  return capable ? Error::kNone : Error::kPinNotCapable;
}

bool read_option(JsonText text, const OptionSpec& spec, int32_t& value) {
  if (spec.kind == OptionKind::kFlag) {
    const auto flag = text.boolean();
    value = flag.value_or(false) ? 1 : 0;
    return flag.has_value();
  }
  if (spec.kind == OptionKind::kWord) {
    value = index_of_word(spec.words, text.text());
    return value >= 0;
  }
  if (spec.kind == OptionKind::kWhole) {
    const auto number = text.number();
    value = static_cast<int32_t>(number.value_or(0));
    return number && *number <= static_cast<uint32_t>(spec.highest) && value >= spec.lowest;
  }
  const auto number = text.thousandths();
  value = number.value_or(0);
  return number && value >= spec.lowest && value <= spec.highest;
}

Error read_member(const JsonMember& member, const PinType& type, PinConfig& config) {
  if (member.key == kKey || member.key == kType || member.key == kGpio) {
    return Error::kNone;
  }
  for (uint8_t i = 0; i < type.option_count; ++i) {
    if (member.key == type.options[i].name) {
      return read_option(member.value, type.options[i], config.options[i]) ? Error::kNone : Error::kBadOption;
    }
  }
  return Error::kIgnoredOption;
}

}  // namespace

Error read_pin(JsonText text, PinConfig& config) {
  config = PinConfig{};
  JsonObject object;
  if (!object.parse(text) || !text.is_object()) {
    return Error::kBadJson;
  }
  const std::string_view key = object.find(kKey).text();
  if (!is_name(key, kMaxKey)) {
    return Error::kBadJson;
  }
  config.key.assign(key);
  config.type = find_pin_type(object.find(kType).text());
  if (config.type == kNoType) {
    return Error::kUnknownType;
  }
  const PinType& type = pin_type(config.type);
  const Error gpio_error = read_gpio(object.find(kGpio), type, config.gpio);
  if (gpio_error != Error::kNone) {
    return gpio_error;
  }
  for (uint8_t i = 0; i < type.option_count; ++i) {
    config.options[i] = type.options[i].fallback;
  }
  Error error = Error::kNone;
  for (uint8_t i = 0; i < object.size(); ++i) {
    const Error member_error = read_member(object.member(i), type, config);
    if (member_error == Error::kBadOption) {
      return member_error;
    }
    if (member_error != Error::kNone) {
      error = member_error;
    }
  }
  if (type.check != nullptr && !type.check(config)) {
    return Error::kPinNotCapable;
  }
  return error;
}

}  // namespace iotdm
