#pragma once

#include <optional>
#include <string>
#include <vector>

#include "device.h"
#include "fake_flash.h"
#include "fake_gpio.h"
#include "fake_mqtt.h"
#include "fake_rtc.h"
#include "fake_station.h"
#include "fake_system.h"
#include "fake_update.h"

namespace iotdm::test {

constexpr std::string_view kId = "5ccf7f0a1b2c";
constexpr uint32_t kSession = 0x9f3a61c2;

// `{"revision":…,"manager":"k3v9x2m8qa","role":"r7w2c5t1zp","pins":[…]}`
std::string config(uint32_t revision, const std::string& pins);
// The same with `"rules":[…]` behind the pins.
std::string config(uint32_t revision, const std::string& pins, const std::string& rules);
// The same that unassigns.
std::string tombstone(uint32_t revision);
// `{"id":…,"session":"9f3a61c2","pins":{…}}`
std::string set(const std::string& id, const std::string& pins);
// `{"id":…,"session":"9f3a61c2","until":4000000,"cmd":…}`; `more` begins with a comma.
std::string command(const std::string& id, const std::string& cmd, const std::string& more = "");
uint32_t hash_of(std::string_view payload);
// As 8 hex digits.
std::string hex(uint32_t value);

// What surrounds a device: nothing in it happens by itself.
struct World {
  FakeGpio gpio;
  FakeFlash flash;
  FakeRtc rtc;
  FakeStation wifi;
  FakeMqtt mqtt;
  FakeSystem system;
  FakeDownloader server;
  FakeImageSink sink;
  FakeImageVerifier verifier;

  Ports ports() { return {gpio, flash, rtc, wifi, mqtt, system, {server, sink, verifier}}; }
};

// A device on a work bench: real core, fake world, and a clock that moves when told. Unless told otherwise, the broker
// acknowledges everything at once.
class Bench : public World {
 public:
  // Of the image that the next boot takes.
  std::string firmware = "0.1.0";

  // What an earlier run left in the flash.
  void store(const std::string& config, uint32_t revision);

  // Switches on or resets; the GPIOs are released before. Power-on leaves anything in the RTC memory.
  void boot(ResetReason reason = ResetReason::kPowerOn, uint32_t session = kSession, uint32_t now_ms = 0);
  // Stops at once, without a goodbye.
  void stop();

  // Time passes, in steps of 10 ms.
  void run_until(uint32_t now_ms);
  void run_for(uint32_t ms) { run_until(now_ms_ + ms); }
  // Time passes in which the device does nothing.
  void stall(uint32_t ms) { now_ms_ += ms; }
  uint32_t now_ms() const { return now_ms_; }

  // The broker accepts the connection that the device asked for, and its subscriptions. False when it asked for none.
  bool connect();
  void lose_connection();
  // Loses it, and waits until the device asks for another one and gets it.
  void reconnect();
  void receive(const std::string& tail, std::string_view payload, bool retained = false);
  void receive_topic(const std::string& topic, std::string_view payload, bool retained = false);

  // From now on, messages arrive in pieces of this size.
  void set_piece_size(size_t size) { piece_size_ = size; }

  // From now on, what is published is acknowledged at once, or not before this is called again.
  void acknowledge(bool at_once);

  // Boots, connects and lets the birth messages pass: a device that is online at 8 s.
  void go_online();
  // Online with this configuration, stored by an earlier run.
  void go_online(const std::string& config, uint32_t revision = 13);

  // What was published since the last call.
  std::vector<Message> published() { return mqtt.take_published(); }
  // The payloads of one topic among it; the others are dropped.
  std::vector<std::string> payloads(const std::string& tail);
  // The last payload of one topic, or an empty text.
  std::string last(const std::string& tail);

  // Lets the device go on until it has nothing more to say.
  void settle();

  Device& device() { return *device_; }

 private:
  void loop();
  // True when there was something to acknowledge.
  bool acknowledge_all();

  std::optional<Device> device_;
  uint32_t now_ms_ = 0;
  bool acknowledges_ = true;
  size_t piece_size_ = std::string_view::npos;
};

}  // namespace iotdm::test
