#pragma once

#include <cstdint>

#include "gpio_table.h"
#include "option_spec.h"
#include "sensor_pin.h"

namespace iotdm {

// A sensor on a two-wire bus: its GPIOs are SDA and SCL, which other sensors may share. It is told to measure, measures
// for a while, and is read.
class I2cSensor : public SensorPin {
 public:
  // All of them have these options.
  enum Option : uint8_t { kAddress, kEvery };

  static constexpr uint32_t kNeeds = kCanRead | kCanDrive | kCanPullUp;

 protected:
  I2cSensor(const PinConfig& config, const GpioList& gpios, Gpio& gpio, int32_t address, uint8_t measures_for_ms)
      : SensorPin(gpios, gpio, static_cast<uint32_t>(config.options[kEvery]), kRetryMs),
        address_(static_cast<uint8_t>(address)),
        measures_for_ms_(measures_for_ms) {}
  ~I2cSensor() = default;

  // Asks the sensor; step 0 has it measure, and those behind it come when it has measured, one in a loop.
  virtual Step ask(uint8_t step) = 0;

  // Each of these is false when the sensor does not answer.
  template <uint8_t kSize>
  bool write(const uint8_t (&bytes)[kSize]) {
    return transfer(bytes, kSize, nullptr, 0);
  }
  template <uint8_t kSize>
  bool read_bytes(uint8_t (&bytes)[kSize]) {
    return transfer(nullptr, 0, bytes, kSize);
  }
  template <uint8_t kSize>
  bool read_registers(uint8_t first, uint8_t (&bytes)[kSize]) {
    return transfer(&first, 1, bytes, kSize);
  }

 private:
  static constexpr uint32_t kRetryMs = 500;

  void prepare() final;
  Step read(uint8_t& step, uint32_t now_ms) final;
  bool transfer(const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size);

  const uint8_t address_;
  const uint8_t measures_for_ms_;
  uint16_t begun_ms_ = 0;
};

}  // namespace iotdm
