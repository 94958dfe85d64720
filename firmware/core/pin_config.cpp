#include "pin_config.h"

#include <cstring>

#include "common_check.h"
#include "gpio_table.h"
#include "in_flash.h"
#include "one_wire.h"
#include "pin_types.h"
#include "words.h"

namespace iotdm {

namespace {

// Their lengths are known here: counting them each time would take a good part of the boot.
constexpr std::string_view kKey = "key";
constexpr std::string_view kType = "type";
constexpr std::string_view kGpio = "gpio";

Error read_gpio(JsonText text, const PinType& type, GpioList& gpios) {
  const auto number = text.number();
  if (!number) {
    return Error::kBadOption;
  }
  if (*number >= kGpioCount) {
    return Error::kPinNotCapable;
  }
  const auto gpio = static_cast<uint8_t>(*number);
  const bool is_new = gpios.add(gpio);
  if (is_flash_gpio(gpio)) {
    return Error::kPinReserved;
  }
  if ((capabilities(gpio) & type.needs) != type.needs) {
    return Error::kPinNotCapable;
  }
  return is_new ? Error::kNone : Error::kPinInUse;
}

Error read_gpios(JsonText text, const PinType& type, GpioList& gpios) {
  if (!text.is_array()) {
    return type.least_gpios == 1 ? read_gpio(text, type, gpios) : Error::kBadOption;
  }
  JsonWalker walker(text);
  while (walker.next()) {
    const Error error = gpios.count == type.most_gpios ? Error::kBadOption : read_gpio(walker.value(), type, gpios);
    if (error != Error::kNone) {
      return error;
    }
  }
  return walker.complete() && gpios.count >= type.least_gpios ? Error::kNone : Error::kBadOption;
}

bool read_word(std::string_view word, const OptionSpec& spec, int32_t& value) {
  const uint32_t hash = name_hash(word);
  for (value = 0; value <= spec.highest(); ++value) {
    if (spec.word(value) == hash) {
      return true;
    }
  }
  return false;
}

bool read_option(JsonText text, const OptionSpec& spec, int32_t* places) {
  int32_t& value = *places;
  switch (spec.kind()) {
    case OptionKind::kFlag: {
      const auto flag = text.boolean();
      value = flag.value_or(false) ? 1 : 0;
      return flag.has_value();
    }
    case OptionKind::kWord:
      return read_word(text.text(), spec, value);
    case OptionKind::kColour: {
      const auto colour = text.colour();
      value = static_cast<int32_t>(colour.value_or(0));
      return colour.has_value();
    }
    case OptionKind::kRom: {
      const Rom rom = read_rom(text.text());
      std::memcpy(places, rom.data(), rom.size());
      return rom[0] != 0;
    }
    default: {
      const auto number = spec.kind() == OptionKind::kWhole ? text.whole() : text.thousandths();
      value = number.value_or(0);
      return number && value >= spec.lowest() && value <= spec.highest();
    }
  }
}

Error read_member(const JsonMember& member, const PinType& type, PinConfig& config) {
  const uint32_t name = name_hash(member.key);
  if (name == name_hash(kKey) || name == name_hash(kType) || name == name_hash(kGpio)) {
    return Error::kNone;
  }
  const OptionSpec* const own = type.options;
  for (uint8_t i = 0; i < type.option_count; ++i) {
    if (own[i].name() == name) {
      return read_option(member.value, own[i], config.options.data() + i) ? Error::kNone : Error::kBadOption;
    }
  }
  const uint32_t groups = type.groups;
  for (uint8_t group = 0; group < kOptionGroups; ++group) {
    const auto end = static_cast<uint8_t>(group_begin(group + 1));
    for (auto i = static_cast<uint8_t>(group_begin(group)); (groups & (1U << group)) != 0 && i < end; ++i) {
      if (kCommonOptions[i].name() == name) {
        int32_t value = 0;
        const bool ok = read_option(member.value, kCommonOptions[i], &value);
        config.common.set(static_cast<CommonOption>(i), value);
        return ok ? Error::kNone : Error::kBadOption;
      }
    }
  }
  return Error::kIgnoredOption;
}

}  // namespace

bool GpioList::operator==(const GpioList& other) const {
  return count == other.count && std::memcmp(numbers.data(), other.numbers.data(), count) == 0;
}

uint32_t GpioList::bits() const {
  uint32_t set = 0;
  for (uint8_t i = 0; i < count; ++i) {
    set |= 1U << numbers[i];
  }
  return set;
}

bool GpioList::add(uint8_t gpio) {
  if ((bits() & (1U << gpio)) != 0) {
    return false;
  }
  numbers[count++] = gpio;
  return true;
}

// By whole words, so that a pin that differs in one value always has another one.
uint32_t PinConfig::hash() const {
  uint32_t hash = type;
  const auto add = [&hash](uint32_t word) { hash = (hash ^ word) * 16777619U; };
  for (uint8_t i = 0; i < gpios.count; ++i) {
    add(gpios.numbers[i] + 1U);
  }
  for (const int32_t option : options) {
    add(static_cast<uint32_t>(option));
  }
  std::array<uint32_t, sizeof(common) / sizeof(uint32_t)> words;
  static_assert(sizeof(words) == sizeof(common), "padding would count");
  std::memcpy(words.data(), &common, sizeof(common));
  for (const uint32_t word : words) {
    add(word);
  }
  return hash;
}

Error read_pin(JsonText text, PinConfig& config) {
  config = {};
  JsonObject object;
  if (!object.parse(text)) {
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
  const Error gpio_error = read_gpios(object.find(kGpio), type, config.gpios);
  if (gpio_error != Error::kNone) {
    return gpio_error;
  }
  const OptionSpec* const own = type.options;
  for (uint8_t i = 0; i < type.option_count; ++i) {
    config.options[i] = own[i].fallback();
  }
  for (uint8_t i = 0; i < static_cast<uint8_t>(CommonOption::kCount); ++i) {
    config.common.set(static_cast<CommonOption>(i), kCommonOptions[i].fallback());
  }
  Error error = Error::kNone;
  JsonWalker members = object.members();
  while (members.next()) {
    const Error member_error = read_member(members.member(), type, config);
    if (member_error == Error::kBadOption) {
      return member_error;
    }
    if (member_error != Error::kNone) {
      error = member_error;
    }
  }
  const Error common_error = check(config.common);
  if (common_error != Error::kNone) {
    return common_error;
  }
  Error (*const check_own)(const PinConfig&) = type.check;
  const Error own_error = check_own == nullptr ? Error::kNone : check_own(config);
  return own_error == Error::kNone ? error : own_error;
}

}  // namespace iotdm
