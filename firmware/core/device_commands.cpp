#include "device.h"
#include "ds18b20_protocol.h"
#include "gpio_table.h"
#include "network_command.h"
#include "words.h"

namespace iotdm {

namespace {

constexpr uint32_t kLongestJitterMs = 60000;
constexpr uint32_t kLongestIdentifyS = 60;
constexpr uint8_t kDefaultLed = 2;

struct SetMessage {
  enum Member : uint8_t { kId, kSession, kUntil, kPins, kMembers };

  std::string_view id() const { return members[kId].text(); }

  std::array<JsonText, kMembers> members;
};

// False when it is no set; `id` is there all the same when it could be read.
bool read_set(std::string_view payload, SetMessage& message) {
  JsonWalker walker{JsonText(payload)};
  while (walker.next()) {
    const int index = index_of_word("id session until pins", walker.key());
    if (index >= 0) {
      message.members[static_cast<uint8_t>(index)] = walker.value();
    }
  }
  const JsonText all_pins = message.members[SetMessage::kPins];
  if (!walker.complete() || !is_name(message.id(), kMaxMessageId) || !all_pins.is_object()) {
    return false;
  }
  JsonWalker pins(all_pins);
  while (pins.next()) {
  }
  return pins.complete();
}

enum Command { kPing, kAnnounce, kIdentify, kRestart, kUpdate, kNetwork, kScan };

int command_of(const JsonObject& command) {
  return index_of_word("ping announce identify restart update network scan", command.text("cmd"));
}

// An id that is answered must be one that this device may repeat.
std::string_view checked_id(std::string_view id) { return is_name(id, kMaxMessageId) ? id : std::string_view(); }

}  // namespace

// The checks that every set and command passes; what they refuse is not remembered by its id.
bool Device::may_carry_out(std::string_view id, JsonText session, bool readable, uint32_t now_ms) {
  if (!answers_.has_room()) {
    refuse_as_busy(checked_id(id), now_ms);
    return false;
  }
  Error error = readable ? Error::kNone : Error::kBadJson;
  if (inbox_.retained()) {
    error = Error::kRetainedRefused;
  } else if (inbox_.too_big()) {
    error = Error::kTooBig;
  } else if (error == Error::kNone) {
    error = is_session(session) ? Error::kNone : Error::kWrongSession;
  }
  if (error != Error::kNone) {
    answers_.refuse(checked_id(id), error);
    return false;
  }
  return !answers_.repeat(id);
}

bool Device::is_session(JsonText text) const { return text.hex(8) == session_; }

Error Device::check_in_time(JsonText until, uint32_t now_ms) const {
  const auto last_moment = until.number();
  if (!last_moment) {
    return Error::kExpired;
  }
  return static_cast<int32_t>(now_ms - *last_moment) > 0 ? Error::kExpired : Error::kNone;
}

void Device::handle_set(uint32_t now_ms) {
  if (inbox_.empty()) {
    return;
  }
  SetMessage message;
  const bool readable = read_set(inbox_.payload(), message);
  const std::string_view id = message.id();
  if (!may_carry_out(id, message.members[SetMessage::kSession], readable, now_ms)) {
    return;
  }
  if (is_short_of_memory()) {
    answers_.refuse(id, Error::kNoMemory);
    return;
  }
  Answer answer;
  answer.id.assign(id);
  const JsonText until = message.members[SetMessage::kUntil];
  if (until.present() && check_in_time(until, now_ms) != Error::kNone) {
    answer.add({}, Error::kExpired);
  } else if (safe_ >= SafeMode::kNetworkOnly) {
    answer.add({}, Error::kSafeMode);
  } else {
    JsonWalker pins(message.members[SetMessage::kPins]);
    while (pins.next()) {
      const Error error = pins_.set(pins.key(), pins.value(), until.present(), now_ms);
      if (error != Error::kNone) {
        answer.add(is_name(pins.key(), kMaxKey) ? pins.key() : std::string_view(), error);
      }
    }
  }
  answers_.carried_out(answer);
}

void Device::handle_command(uint32_t now_ms) {
  if (inbox_.empty()) {
    return;
  }
  JsonObject command;
  const bool parsed = command.parse(JsonText(inbox_.payload()));
  const std::string_view id = command.text("id");
  const bool readable = parsed && is_name(id, kMaxMessageId) && command.find("cmd").present();
  if (!may_carry_out(id, command.find("session"), readable, now_ms) || repeats_update(id) || scan_.id().view() == id) {
    return;
  }
  const int name = command_of(command);
  // A restart needs nothing, and is what helps.
  if (name != kRestart && is_short_of_memory()) {
    answers_.refuse(id, Error::kNoMemory);
    return;
  }
  Answer answer;
  answer.id.assign(id);
  Error error = name == kPing ? Error::kNone : check_in_time(command.find("until"), now_ms);
  if (error == Error::kNone && (name == kUpdate || name == kScan)) {
    error = name == kUpdate ? start_update(id, command, now_ms) : start_scan(id, command);
    if (error == Error::kNone) {
      return;  // Answered at its end.
    }
  } else if (error == Error::kNone) {
    error = run_command(name, command, now_ms);
  }
  if (error != Error::kNone) {
    answer.add({}, error);
  }
  answers_.carried_out(answer);
}

Error Device::run_command(int name, const JsonObject& command, uint32_t now_ms) {
  switch (name) {
    case kPing:
      return Error::kNone;
    case kAnnounce:
      announce_again();
      return Error::kNone;
    case kIdentify:
      return start_identify(command, now_ms);
    case kRestart:
      restart_asked_ms_ = now_ms;
      return Error::kNone;
    case kNetwork:
      return run_network(command, now_ms);
    default:
      return Error::kUnknownCommand;
  }
}

void Device::announce_again() {
  announce_.due = true;
  status_.due = true;
  state_.due = true;
}

Error Device::start_identify(const JsonObject& command, uint32_t now_ms) {
  const uint32_t seconds = command.number("seconds");
  const JsonText gpio_text = command.find("gpio");
  const uint32_t gpio = gpio_text.present() ? gpio_text.number().value_or(kGpioCount) : kDefaultLed;
  if (seconds < 1 || seconds > kLongestIdentifyS) {
    return Error::kBadOption;
  }
  const Error error = check_gpio(gpio, kCanDrive, kNoBus);
  if (error == Error::kNone) {
    identify_.start(static_cast<uint8_t>(gpio), seconds, now_ms);
  }
  return error;
}

// Why the device itself may not use this GPIO for a while.
Error Device::check_gpio(uint32_t gpio, uint32_t needs, Bus shared) const {
  if (is_flash_gpio(gpio)) {
    return Error::kPinReserved;
  }
  if ((capabilities(gpio) & needs) != needs) {
    return Error::kPinNotCapable;
  }
  if (safe_ >= SafeMode::kNoPins) {
    return Error::kSafeMode;
  }
  return pins_.owns(static_cast<uint8_t>(gpio), shared) ? Error::kPinInUse : Error::kNone;
}

Error Device::start_scan(std::string_view id, const JsonObject& command) {
  const JsonText after_text = command.find("after");
  const Rom after = read_rom(after_text.text());
  if (command.text("bus") != "one_wire" || (after_text.present() && after[0] == 0)) {
    return Error::kBadOption;
  }
  if (scan_.running() || scan_.done()) {
    return Error::kBusy;
  }
  const uint32_t gpio = command.find("gpio").number().value_or(kGpioCount);
  const Error error = check_gpio(gpio, kOneWireNeeds, kBusOneWire);
  if (error == Error::kNone) {
    scan_.start(id, static_cast<uint8_t>(gpio), after);
  }
  return error;
}

void Device::run_scan(uint32_t now_ms) {
  if (!scan_.running()) {
    return;
  }
  // A new configuration goes first.
  if (pins_.owns(scan_.gpio(), kBusOneWire)) {
    scan_.fail(Error::kPinInUse);
    return;
  }
  scan_.tick(now_ms);
  if (!scan_.running() && !pins_.owns(scan_.gpio())) {
    scan_.release();
  }
}

// Its three forms store the network of a slot, try it, and keep to it.
Error Device::run_network(const JsonObject& command, uint32_t now_ms) {
  const uint32_t slot = command.number("slot");
  const uint32_t use = command.number("use");
  Error error = Error::kBadOption;
  if ((slot > 0 || use > 0) && update_.busy()) {
    error = Error::kBusy;
  } else if (slot > 0) {
    Network network;
    error = to_error(read_network(command, network));
    error = error == Error::kNone ? network_.store_other(slot, network) : error;
  } else if (use > 0) {
    error = network_.plan_switch(use, command.number("trial_s"));
    if (error == Error::kNone) {
      switch_asked_ms_ = now_ms;
    }
  } else if (command.find("confirm").boolean().value_or(false)) {
    error = network_.confirm();
  }
  status_follows_ = status_follows_ || error == Error::kNone;
  return error;
}

// Not answered: a thousand devices would answer at once.
void Device::handle_all_command(uint32_t now_ms) {
  JsonObject command;
  if (inbox_.retained() || !command.parse(JsonText(inbox_.payload()))) {
    return;
  }
  const int name = command_of(command);
  if (name == kIdentify) {
    start_identify(command, now_ms);
  } else if (name == kAnnounce) {
    const uint32_t asked = command.number("jitter");
    const uint32_t jitter = asked < kLongestJitterMs ? asked : kLongestJitterMs;
    announce_due_ms_ = now_ms + dice_.roll() % (jitter + 1);
  }
}

}  // namespace iotdm
