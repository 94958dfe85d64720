#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// What the core needs from the world. esp8266/ and host/ implement these; the tests have fakes that record.
namespace iotdm {

enum class PinMode : uint8_t { kInput, kInputPullUp, kInputPullDown, kOutput };

class Gpio {
 public:
  virtual void set_mode(uint8_t gpio, PinMode mode) = 0;
  virtual void write(uint8_t gpio, bool high) = 0;
  // `duty` is 0 to kFullDuty. write() and every mode but kOutput end the PWM.
  virtual void write_pwm(uint8_t gpio, uint16_t duty, uint16_t hertz) = 0;
  virtual bool read(uint8_t gpio) = 0;
  // Counts, 0 to 1023.
  virtual uint16_t read_analog(uint8_t gpio) = 0;

  static constexpr uint16_t kFullDuty = 1023;

 protected:
  ~Gpio() = default;
};

// Raw sectors with NOR rules: erase() sets all bits, program() only clears bits. Offsets and sizes are multiples of 4.
class Flash {
 public:
  static constexpr size_t kSectorSize = 4096;

  virtual bool read(uint8_t sector, size_t offset, void* to, size_t size) = 0;
  virtual bool program(uint8_t sector, size_t offset, const void* from, size_t size) = 0;
  virtual bool erase(uint8_t sector) = 0;

 protected:
  ~Flash() = default;
};

// The core's sectors, by number; each layer maps them to addresses.
enum FlashSector : uint8_t {
  kSectorConfigA,
  kSectorConfigB,
  kSectorBootsA,
  kSectorBootsB,
  kSectorCount,
};

// Memory of 32-bit words that keeps its content over restarts and crashes, and holds anything after power-on.
class RtcMemory {
 public:
  // The words before are the boot loader's: it finds there what it has to do after an update.
  static constexpr uint8_t kFirstWord = 32;
  static constexpr uint8_t kWords = 128;

  virtual bool read(uint8_t word, uint32_t* to, uint8_t count) = 0;
  virtual bool write(uint8_t word, const uint32_t* from, uint8_t count) = 0;

 protected:
  ~RtcMemory() = default;
};

struct Will {
  const char* topic;
  std::string_view payload;
};

struct Subscription {
  const char* topic;
  uint8_t qos;
};

// One MQTT connection. The layer calls Device::on_… when something happens; it never calls back from inside these.
class Mqtt {
 public:
  // Starts to connect, with everything from an earlier connection forgotten, the outbox too.
  virtual void connect(const Will& will) = 0;
  // Says goodbye, so that the broker publishes no will. on_disconnected() is not called for it.
  virtual void disconnect() = 0;
  virtual bool subscribe(const Subscription* subscriptions, uint8_t count) = 0;
  // Copies topic and payload. Returns an id that on_published() will name, or 0 when there is no room.
  virtual uint16_t publish(const char* topic, std::string_view payload, uint8_t qos, bool retained) = 0;

 protected:
  ~Mqtt() = default;
};

enum class ResetReason : uint8_t { kPowerOn, kExternal, kSoftware, kException, kWatchdog, kUnknown };

struct Health {
  int32_t rssi_dbm;
  uint32_t free_heap;
  uint32_t largest_block;
};

class System {
 public:
  virtual uint32_t random() = 0;
  virtual Health health() = 0;
  // The device's own address as text; valid until the next call.
  virtual std::string_view ip() = 0;
  // May return: the caller goes on until the restart happens.
  virtual void restart() = 0;

 protected:
  ~System() = default;
};

}  // namespace iotdm
