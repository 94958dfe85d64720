#pragma once

#include <cstring>
#include <string_view>

#include "device.h"
#include "machine.h"

// Surroundings that cost next to nothing, so that what is counted is the core's.
namespace iotdm {

class MemoryFlash final : public Flash {
 public:
  MemoryFlash() { std::memset(sectors_, 0xFF, sizeof(sectors_)); }

  bool read(uint8_t sector, size_t offset, void* to, size_t size) override {
    return copy(to, sectors_[sector] + offset, size);
  }

  bool program(uint8_t sector, size_t offset, const void* from, size_t size) override {
    return copy(sectors_[sector] + offset, from, size);
  }

  bool erase(uint8_t sector) override {
    const uint32_t begun = machine::instructions();
    std::memset(sectors_[sector], 0xFF, kSectorSize);
    cost += machine::instructions() - begun;
    return true;
  }

  uint32_t cost = 0;  // instructions of this flash, which is not the chip's

 private:
  bool copy(void* to, const void* from, size_t size) {
    const uint32_t begun = machine::instructions();
    std::memcpy(to, from, size);
    cost += machine::instructions() - begun;
    return true;
  }

  alignas(uint32_t) unsigned char sectors_[kSectorCount][kSectorSize];
};

// Notes when an output was driven last; its mode comes behind its level.
class WatchedGpio : public Gpio {
 public:
  void set_mode(uint8_t /*gpio*/, PinMode mode) override {
    if (mode == PinMode::kOutput) {
      ++outputs;
      driven = machine::instructions();
    }
  }
  void write(uint8_t /*gpio*/, bool /*high*/) override { driven = machine::instructions(); }
  void write_pwm(uint8_t /*gpio*/, uint16_t /*duty*/, uint16_t /*hertz*/) override { driven = machine::instructions(); }
  void write_wave(uint8_t /*gpio*/, uint32_t /*high_us*/, uint32_t /*low_us*/) override {}
  bool read(uint8_t /*gpio*/) override { return false; }
  uint16_t read_analog(uint8_t /*gpio*/) override { return 0; }
  void watch_pulses(PulseWatch& /*watch*/) override {}
  void watch_encoder(EncoderWatch& /*watch*/) override {}
  void unwatch(uint8_t /*gpio*/) override {}
  bool settle(PulseWatch& /*watch*/) override { return false; }
  void write_pixels(uint8_t /*gpio*/, PixelSource& /*source*/, uint16_t /*count*/) override {}
  bool begin_capture(uint8_t /*gpio*/) override { return true; }
  Gaps end_capture(uint8_t /*gpio*/) override { return {}; }
  bool reset_one_wire(uint8_t /*gpio*/) override { return false; }
  bool one_wire_slot(uint8_t /*gpio*/, bool bit) override { return bit; }
  bool transfer(const TwoWirePart& /*part*/, const uint8_t* /*out*/, uint8_t /*out_size*/, uint8_t* /*in*/,
                uint8_t /*in_size*/) override {
    return false;
  }

  uint32_t outputs = 0;
  uint32_t driven = 0;  // at so many instructions
};

class NoRtc final : public RtcMemory {
 public:
  bool read(uint8_t /*word*/, uint32_t* /*to*/, uint8_t /*count*/) override { return false; }
  bool write(uint8_t /*word*/, const uint32_t* /*from*/, uint8_t /*count*/) override { return true; }
};

class JoinedWifi final : public Wifi {
 public:
  void connect(std::string_view, std::string_view, const uint8_t* /*bssid*/, uint8_t /*channel*/) override {}
  void disconnect() override {}
  WifiState state() override { return WifiState::kConnected; }
  const uint8_t* bssid() override { return bssid_; }
  uint8_t channel() override { return 1; }
  void start_access_point(std::string_view /*name*/) override {}
  void stop_access_point() override {}

 private:
  static constexpr uint8_t bssid_[kBssidSize] = {};
};

// Takes everything, and notes when the last state and the last result were handed over, and whether that one was good.
class WatchedMqtt final : public Mqtt {
 public:
  void set_broker(const Network& /*network*/) override {}
  void connect(const Will& /*will*/) override { asked = true; }
  void disconnect() override {}
  bool idle() const override { return true; }
  bool subscribe(const Subscription* /*subscriptions*/, uint8_t /*count*/) override { return true; }
  uint16_t publish(const char* topic, std::string_view payload, uint8_t /*qos*/, bool /*retained*/) override {
    const uint32_t now = machine::instructions();
    const std::string_view tail = std::string_view(topic).substr(sizeof("iotdm/1/") - 1 + kIdLength);
    if (tail == kTopicState) {
      state = now;
    } else if (tail == kTopicResult) {
      result = now;
      ok = payload.find(R"("ok":true)") != std::string_view::npos && payload.find("error\"") == std::string_view::npos;
    }
    return ++published;
  }

  bool asked = false;      // to connect
  uint16_t published = 0;  // so many messages, whose ids count from 1
  uint32_t state = 0;      // at so many instructions
  uint32_t result = 0;
  bool ok = false;
};

class NoSystem final : public System {
 public:
  uint32_t random() override { return 1; }
  Health health() override { return {-60, 30000, 20000}; }
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

// A device in such surroundings. All of it is static: the stack is the device's.
struct IdleBoard {
  explicit IdleBoard(WatchedGpio& its_gpio) : gpio(its_gpio) {}

  WatchedGpio& gpio;
  MemoryFlash flash;
  NoRtc rtc;
  JoinedWifi wifi;
  WatchedMqtt mqtt;
  NoSystem system;
  NoDownloader downloader;
  NoImageSink sink;
  NoImageVerifier verifier;

  Ports ports() { return {gpio, flash, rtc, wifi, mqtt, system, {downloader, sink, verifier}}; }
};

}  // namespace iotdm
