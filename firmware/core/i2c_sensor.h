#pragma once

#include <cstdint>

#include "gpio_table.h"
#include "option_spec.h"
#include "sensor_pin.h"

namespace iotdm {

// A sensor on a two-wire bus: its GPIOs are SDA and SCL, which other sensors may share.
class I2cSensor : public SensorPin {
 public:
  // All of them have these options.
  enum Option : uint8_t { kAddress, kEvery };

  static constexpr uint32_t kNeeds = kCanRead | kCanDrive | kCanPullUp;

 protected:
  I2cSensor(const PinConfig& config, const GpioList& gpios, Gpio& gpio, int32_t address)
      : SensorPin(gpios, gpio, static_cast<uint32_t>(config.options[kEvery]), kRetryMs),
        address_(static_cast<uint8_t>(address)) {}
  ~I2cSensor() = default;

  void prepare() final;

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

  // The sensor measures from now on.
  void begin(uint32_t now_ms) { begun_ms_ = static_cast<uint16_t>(now_ms); }
  bool has_measured_for(uint16_t ms, uint32_t now_ms) const { return static_cast<uint16_t>(now_ms - begun_ms_) >= ms; }

 private:
  static constexpr uint32_t kRetryMs = 500;

  bool transfer(const uint8_t* out, uint8_t out_size, uint8_t* in, uint8_t in_size);

  const uint8_t address_;
  uint16_t begun_ms_ = 0;
};

}  // namespace iotdm
