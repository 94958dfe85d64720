#pragma once

#include <cstdint>

#include "errors.h"
#include "json_reader.h"
#include "json_writer.h"
#include "level.h"
#include "pin_config.h"
#include "pin_event.h"
#include "ports.h"

namespace iotdm {

// One running pin. Each type has one subclass in pin_types/. It takes what it needs of its options when it is made:
// they are not kept.
class Pin {
 public:
  Pin(const GpioList& gpios, Gpio& gpio) : gpio_(gpio), gpios_(gpios) {}

  // Drives or reads the GPIOs for the first time; an output sets its level before its mode.
  virtual void start(const Start& start, uint32_t now_ms) = 0;
  // Carries out the value of a set. kNone when it was carried out.
  virtual Error set(JsonText value, uint32_t now_ms);
  // Switches an output on or off, as the device decides it by itself; with no fade. What is neither takes its next
  // step.
  virtual void turn(bool on, uint32_t now_ms);
  // Goes on with what takes time. True when the reported state, or the error, changed.
  virtual bool tick(uint32_t now_ms) = 0;
  virtual void write_state(JsonWriter& json) const = 0;
  virtual Level level() const { return {}; }
  bool is_on() const;
  // What keeps a running pin from being right, such as a sensor that does not answer; its state is null meanwhile.
  Error error() const { return error_; }
  // One of the events that happened, the first one first; 0 when there is none.
  bool has_events() const { return events_ != 0; }
  uint8_t take_event();
  // False for an output that nobody has set yet, and that is not to be driven before.
  bool enabled() const { return enabled_; }
  // True for a type without the option `initial` that wants its level back after a power cut all the same.
  virtual bool restores() const { return false; }

 protected:
  ~Pin() = default;

  uint8_t number(uint8_t index = 0) const { return gpios_.numbers[index]; }
  // Makes outputs of the GPIOs, once. Behind the first level, so that none begins with another one.
  void enable();
  // For GPIOs that are no plain outputs: something else of the chip drives them.
  void count_as_enabled() { enabled_ = true; }
  // kNone when the pin is right again.
  void fail(Error error) { error_ = error; }
  // Something happened, a PinEvent.
  void tell(uint8_t event) { events_ = static_cast<uint8_t>(events_ | event); }

  Gpio& gpio_;
  const GpioList& gpios_;

 private:
  bool enabled_ = false;
  Error error_ = Error::kNone;
  uint8_t events_ = 0;
};

}  // namespace iotdm
