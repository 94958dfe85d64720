#pragma once

#include <string>
#include <vector>

#include "fake_mqtt.h"
#include "fake_station.h"
#include "fake_system.h"
#include "network_keeper.h"
#include "sites.h"

namespace iotdm::test {

constexpr uint32_t kMinute = 60000;

// The keeper of one board, and what a device and a house around it do.
class KeeperHouse {
 public:
  FakeFlash flash;
  FakeStation wifi;
  FakeMqtt mqtt;
  FakeSystem system;
  Dice dice{system};
  NetworkKeeper keeper{"5ccf7f0a1b2c", flash, wifi, mqtt, dice};

  explicit KeeperHouse(uint32_t now_ms = 0) : now_ms_(now_ms) {
    wifi.set_state(WifiState::kIdle);
    system.set_otherwise(0);  // the shortest jitters
  }

  void store(uint8_t slot, const std::string& ssid) {
    SiteStore store(flash);
    store.begin();
    store.store(slot, network(ssid));
  }

  void boot() {
    keeper.begin(now_ms_);
    keeper.tick(now_ms_);
  }

  void run_for(uint32_t ms) {
    for (uint32_t passed = 0; passed < ms; passed += 10) {
      now_ms_ += 10;
      keeper.tick(now_ms_);
    }
  }

  // From now on the radio answers so, also what it is asked later.
  void answer(WifiState state) {
    wifi.set_state(state);
    run_for(10);
  }

  // Answers each attempt within this time so.
  void answer_for(WifiState state, uint32_t ms) {
    for (uint32_t passed = 0; passed < ms; passed += 10) {
      if (wifi.state() == WifiState::kConnecting) {
        wifi.set_state(state);
      }
      run_for(10);
    }
  }

  void go_online() {
    boot();
    answer(WifiState::kConnected);
    keeper.broker_reached(now_ms_);
    wifi.take_attempts();
  }

  // The names that were asked for since the last call; with ! those of a certain access point.
  std::vector<std::string> asked() {
    std::vector<std::string> names;
    for (const auto& attempt : wifi.take_attempts()) {
      names.push_back(attempt.ssid + (attempt.channel ? "!" : ""));
    }
    return names;
  }

  std::string broker() const { return mqtt.broker() ? std::string(mqtt.broker()->ssid.view()) : "none"; }
  uint32_t now_ms() const { return now_ms_; }

 private:
  uint32_t now_ms_;
};

using Names = std::vector<std::string>;

}  // namespace iotdm::test
