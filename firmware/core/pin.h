#pragma once

#include <cstdint>

#include "errors.h"
#include "json_reader.h"
#include "json_writer.h"
#include "pin_config.h"
#include "ports.h"

namespace iotdm {

// What a pin takes over from its predecessor when its configuration changes.
struct PinMemory {
  bool known = false;
  bool on = false;
  uint8_t brightness = 255;
};

// One running pin. Each type has one subclass in pin_types/.
class Pin {
 public:
  Pin(const PinConfig& config, Gpio& gpio) : config_(config), gpio_(gpio) {}

  // Drives or reads the GPIO for the first time; an output sets its level before its mode.
  virtual void start(const PinMemory& memory, uint32_t now_ms) = 0;
  // Carries out the value of a set. kNone when it was carried out.
  virtual Error set(JsonText value, uint32_t now_ms);
  // Goes on with what takes time. True when the reported state changed.
  virtual bool tick(uint32_t now_ms) = 0;
  virtual void write_state(JsonWriter& json) const = 0;
  virtual PinMemory memory() const { return {}; }

 protected:
  ~Pin() = default;

  uint8_t number() const { return config_.gpio; }
  int32_t option(uint8_t index) const { return config_.options[index]; }

  const PinConfig& config_;
  Gpio& gpio_;
};

}  // namespace iotdm
