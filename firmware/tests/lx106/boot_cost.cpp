// How many instructions the core needs from its first one until all outputs have their levels, with the largest
// configuration that there can be: 16 pins, on every GPIO that a board has, with every option written out.
#include <cstdio>
#include <cstring>
#include <new>

#include "config_store.h"
#include "device.h"
#include "machine.h"

namespace {

using namespace iotdm;

constexpr uint32_t kBudget = 400000;

constexpr char kHead[] = R"({"revision":4294967295,"manager":"k3v9x2m8qa5b7c1d","role":"r7w2c5t1zp4k8m3n","pins":[)";
// Every lamp is on and dimmed, so that each needs its gamma.
constexpr char kLamp[] =
    R"({"key":"%04u","type":"light","gpio":%u,"invert":true,"initial":"on","gamma":2.999,"min":0.899,"frequency":4999})";
constexpr uint8_t kGpios[] = {0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 0, 1, 2, 3};
// GPIO16 has no PWM, GPIO17 no output, and the last four are taken: such pins are read and then kept out.
constexpr uint8_t kOutputs = 10;

class MemoryFlash final : public Flash {
 public:
  MemoryFlash() { std::memset(sectors_, 0xFF, sizeof(sectors_)); }

  bool read(uint8_t sector, size_t offset, void* to, size_t size) override {
    std::memcpy(to, sectors_[sector] + offset, size);
    return true;
  }

  bool program(uint8_t sector, size_t offset, const void* from, size_t size) override {
    std::memcpy(sectors_[sector] + offset, from, size);
    return true;
  }

  bool erase(uint8_t sector) override {
    std::memset(sectors_[sector], 0xFF, kSectorSize);
    return true;
  }

 private:
  alignas(uint32_t) unsigned char sectors_[kSectorCount][kSectorSize];
};

// Notes when the last output got its mode, which comes behind its level.
class WatchedGpio final : public Gpio {
 public:
  void set_mode(uint8_t /*gpio*/, PinMode mode) override {
    if (mode == PinMode::kOutput) {
      ++outputs;
      last_output = machine::ticks();
    }
  }
  void write(uint8_t /*gpio*/, bool /*high*/) override {}
  void write_pwm(uint8_t /*gpio*/, uint16_t /*duty*/, uint16_t /*hertz*/) override {}
  void write_wave(uint8_t /*gpio*/, uint32_t /*high_us*/, uint32_t /*low_us*/) override {}
  bool read(uint8_t /*gpio*/) override { return false; }
  uint16_t read_analog(uint8_t /*gpio*/) override { return 0; }

  uint32_t outputs = 0;
  uint32_t last_output = 0;
};

class NoRtc final : public RtcMemory {
 public:
  bool read(uint8_t /*word*/, uint32_t* /*to*/, uint8_t /*count*/) override { return false; }
  bool write(uint8_t /*word*/, const uint32_t* /*from*/, uint8_t /*count*/) override { return true; }
};

class NoWifi final : public Wifi {
 public:
  void connect(std::string_view, std::string_view, const uint8_t* /*bssid*/, uint8_t /*channel*/) override {}
  void disconnect() override {}
  WifiState state() override { return WifiState::kIdle; }
  const uint8_t* bssid() override { return nullptr; }
  uint8_t channel() override { return 0; }
  void start_access_point(std::string_view /*name*/) override {}
  void stop_access_point() override {}
};

class NoMqtt final : public Mqtt {
 public:
  void set_broker(const Network& /*network*/) override {}
  void connect(const Will& /*will*/) override {}
  void disconnect() override {}
  bool idle() const override { return true; }
  bool subscribe(const Subscription* /*subscriptions*/, uint8_t /*count*/) override { return false; }
  uint16_t publish(const char*, std::string_view, uint8_t, bool) override { return 0; }
};

class NoSystem final : public System {
 public:
  uint32_t random() override { return 1; }
  Health health() override { return {}; }
  std::string_view ip() override { return {}; }
  void restart() override {}
};

class NoDownloader final : public Downloader {
 public:
  void start(std::string_view /*url*/) override {}
  State state() override { return State::kUnreachable; }
  std::optional<uint32_t> announced_size() override { return std::nullopt; }
  size_t read(void* /*to*/, size_t /*size*/) override { return 0; }
  void abort() override {}
};

class NoImageSink final : public ImageSink {
 public:
  Result begin(uint32_t /*size*/) override { return Result::kFailed; }
  bool write(const void* /*bytes*/, size_t /*size*/) override { return false; }
  bool read(uint32_t /*offset*/, void* /*to*/, size_t /*size*/) override { return false; }
  Result finish(uint32_t /*size*/, uint32_t /*unpacked_size*/) override { return Result::kFailed; }
  void abort() override {}
};

class NoImageVerifier final : public ImageVerifier {
 public:
  void begin() override {}
  void add(const void* /*bytes*/, size_t /*size*/) override {}
  Sha256 hash() override { return {}; }
  bool is_signed(const Sha256& /*hash*/, const void* /*signature*/) override { return false; }
};

}  // namespace

int main() {
  static MemoryFlash flash;
  static WatchedGpio gpio;
  static NoRtc rtc;
  static NoWifi wifi;
  static NoMqtt mqtt;
  static NoSystem system;
  static NoDownloader downloader;
  static NoImageSink sink;
  static NoImageVerifier verifier;
  static char document[kMaxConfig];
  size_t size = static_cast<size_t>(std::snprintf(document, sizeof(document), "%s", kHead));
  for (unsigned i = 0; i < kMaxPins; ++i) {
    size += static_cast<size_t>(std::snprintf(document + size, sizeof(document) - size, kLamp, i, kGpios[i]));
    document[size++] = i + 1 < kMaxPins ? ',' : ']';
  }
  document[size++] = '}';
  {
    ConfigStore store(flash);
    store.begin(false);
    store.save_for_good({document, size}, UINT32_MAX);
  }

  alignas(Device) static unsigned char room[sizeof(Device)];
  const uint32_t begun = machine::ticks();
  auto& device = *new (room) Device({"5ccf7f0a1b2c", "esp8266", 4194304, "0.1.0"},
                                    {gpio, flash, rtc, wifi, mqtt, system, {downloader, sink, verifier}});
  device.begin(ResetReason::kPowerOn, 0);

  const uint32_t levels = (gpio.last_output - begun) * machine::kInstructionsPerTick;
  std::printf("power-on to levels: %u of %u instructions (%u bytes with %u pins, %u outputs)\n",
              static_cast<unsigned>(levels), static_cast<unsigned>(kBudget), static_cast<unsigned>(size),
              static_cast<unsigned>(kMaxPins), static_cast<unsigned>(gpio.outputs));
  return gpio.outputs == kOutputs && levels > 0 && levels <= kBudget ? 0 : 1;
}
