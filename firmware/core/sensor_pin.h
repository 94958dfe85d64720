#pragma once

#include <cstdint>

#include "pin.h"

namespace iotdm {

// A sensor that is asked from time to time. A reading that fails is tried again soon; after some in a row the pin is in
// error, and says nothing more until one succeeds.
class SensorPin : public Pin {
 public:
  void start(const Start& start, uint32_t now_ms) final;
  bool tick(uint32_t now_ms) final;
  void write_state(JsonWriter& json) const final;

 protected:
  enum class Step : uint8_t {
    kGoesOn,    // read() is called again
    kRead,      // there is a new value
    kSame,      // the value is as it was
    kNotFound,  // nothing answered
    kBadValue,  // what answered made no sense
  };

  // `retry_ms`: as soon as that the sensor may be asked again.
  SensorPin(const GpioList& gpios, Gpio& gpio, uint32_t every_ms, uint32_t retry_ms)
      : Pin(gpios, gpio), every_ms_(every_ms), retry_ms_(static_cast<uint16_t>(retry_ms)) {}
  ~SensorPin() = default;

  // Makes the GPIOs ready.
  virtual void prepare() = 0;
  // Goes on with a reading, at every loop until it ends; `step` is the type's own and 0 at first.
  virtual Step read(uint8_t& step, uint32_t now_ms) = 0;
  // Writes the value of the last good reading.
  virtual void write_value(JsonWriter& json) const = 0;

 private:
  bool succeed(bool is_new);
  bool fail_once(Error why, uint32_t now_ms);

  const uint32_t every_ms_;
  uint32_t next_ms_ = 0;  // while nothing is read
  uint32_t begun_ms_ = 0;
  const uint16_t retry_ms_;
  uint8_t step_ = 0;
  uint8_t failures_ = 0;  // in a row
  bool reading_ = false;
  bool known_ = false;
};

}  // namespace iotdm
