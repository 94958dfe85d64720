#pragma once

#include <new>
#include <string_view>

#include "config_store.h"
#include "crc32.h"
#include "idle_ports.h"
#include "site_store.h"

namespace iotdm {

// A device with a configuration, in its network and connected. All of it is static: the stack is the device's.
class OnlineBoard : public IdleBoard {
 public:
  using IdleBoard::IdleBoard;

  // `config` has revision 1.
  void start(std::string_view config) {
    ConfigStore configs(flash);
    configs.begin(false);
    configs.save_for_good(config, 1, crc32(config.data(), config.size()));
    SiteStore sites(flash);
    Network network;
    network.ssid.assign("Home");
    network.host.assign("192.168.1.2");
    sites.begin();
    sites.store(0, network);
    device = new (room_) Device({kId, "esp8266", 4194304, "0.1.0"}, ports());
    device->begin(ResetReason::kPowerOn, now_ms);
  }

  // One loop in each millisecond, and what the broker does in it.
  void run(uint32_t loops) {
    for (; loops > 0; --loops) {
      device->loop(++now_ms);
      if (mqtt.asked) {
        mqtt.asked = false;
        device->on_connected(now_ms);
        device->on_subscribed(now_ms);
      }
      while (acknowledged_ != mqtt.published) {
        device->on_published(++acknowledged_, now_ms);
      }
    }
  }

  // Hands a message over as it arrives, in pieces.
  void receive(const char* tail, std::string_view payload) {
    constexpr size_t kPiece = 256;
    const Topic topic(kId, tail);
    const auto total = static_cast<uint32_t>(payload.size());
    for (uint32_t offset = 0; offset < total; offset += kPiece) {
      device->on_message({topic.c_str(), false, payload.substr(offset, kPiece), offset, total}, now_ms);
    }
  }

  // Of the first boot.
  uint32_t session() { return system.random() ^ Dice::mix_of(kId, 1); }

  static constexpr std::string_view kId = "5ccf7f0a1b2c";

  Device* device = nullptr;
  uint32_t now_ms = 0;

 private:
  alignas(Device) unsigned char room_[sizeof(Device)];
  uint16_t acknowledged_ = 0;
};

}  // namespace iotdm
