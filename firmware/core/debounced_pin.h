#pragma once

#include "pin.h"
#include "pull.h"

namespace iotdm {

// An input whose contact bounces: a level counts when it has lasted. Its first options are pull, invert and
// debounce_ms. The first one is none that it came to: it may take a pull a while to raise the line.
class DebouncedPin : public Pin {
 public:
  DebouncedPin(const PinConfig& config, const GpioList& gpios, Gpio& gpio)
      : Pin(gpios, gpio),
        pull_(static_cast<uint8_t>(config.options[kPull])),
        inverted_(config.options[kInvert] != 0),
        debounce_ms_(static_cast<uint16_t>(config.options[kDebounce])) {}

  void start(const Start& start, uint32_t now_ms) override;
  void write_state(JsonWriter& json) const final { json.boolean(on_); }

 protected:
  enum Option : uint8_t { kPull, kInvert, kDebounce, kFirstOwn };

  ~DebouncedPin() = default;

  bool on() const { return on_; }
  // What it is at this very moment.
  bool read() { return gpio_.read(number()) != inverted_; }
  // False until a level has lasted for the first time; what changes before is no event.
  bool settled() const { return settled_; }
  // True when the level that counts changed.
  bool debounce(uint32_t now_ms);

 private:
  const uint8_t pull_;
  const bool inverted_;
  bool on_ = false;
  bool candidate_ = false;
  bool settled_ = false;
  const uint16_t debounce_ms_;
  uint32_t since_ms_ = 0;
};

}  // namespace iotdm
