#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dice.h"
#include "errors.h"
#include "ports.h"
#include "provisioner.h"
#include "reconnect.h"
#include "site_store.h"

namespace iotdm {

// Keeps the device in its network: connects to the slot in use, tries the other one when no broker was found for 10
// minutes, or joins the only one anew, and tries new settings while the stored ones stay until those have worked. It
// never waits and never restarts anything. Without a site it opens the access point for the portal, unless the layer is
// in a network by itself.
class NetworkKeeper final : public Provisioner {
 public:
  NetworkKeeper(std::string_view id, Flash& flash, Wifi& wifi, Mqtt& mqtt, Dice& dice);

  void begin(uint32_t now_ms);
  void tick(uint32_t now_ms);

  // True while the device is in a network whose broker is set, so that MQTT may connect. When it turns false, the
  // connection has to end before the next tick.
  bool up() const { return up_; }
  // True while the next tick leaves a network, in which there is still time to say goodbye.
  bool leaving() const { return leaving_; }
  void broker_reached(uint32_t now_ms);
  void broker_lost(uint32_t now_ms);
  // The broker wants another login.
  void broker_refused(uint32_t now_ms);

  // For the portal: the next tick opens it, for the radio may not have begun yet. It is closed again when new settings
  // have worked. Opens by itself where there is nothing to connect to.
  void open_access_point() { opening_ = true; }
  bool access_point() const { return access_point_; }

  bool has_network() const override { return store_.site() != nullptr; }
  void try_network(const Network& network, uint32_t now_ms) override;
  Trial trial() const override { return trial_; }
  const Network* current() const override;

  // For the manager, whose slots count from 1.

  // The slot of the present network; 0 without a site.
  uint8_t slot() const { return has_network() ? static_cast<uint8_t>(slot_ + 1) : 0; }
  // The network in the other slot; null without one.
  const Network* other() const;
  Error store_other(uint32_t slot, const Network& network);
  // Plans a trial of that slot. It begins with begin_switch(); the device's manager has to be heard within `trial_s`,
  // and has to confirm() within the same time after that.
  Error plan_switch(uint32_t slot, uint32_t trial_s);
  void begin_switch(uint32_t now_ms);
  void manager_heard(uint32_t now_ms);
  Error confirm();
  // How the last trial of the manager failed.
  Error switch_error() const { return switch_error_; }

 private:
  enum class Switch : uint8_t { kNone, kTrying, kHeard };

  struct AccessPoint {
    std::array<uint8_t, Wifi::kBssidSize> bssid;
    uint8_t channel;
  };

  const Network* wanted() const;
  void start(const Network& network);
  void start_access_point();
  void came_up(const Network& network, uint32_t now_ms);
  void attempt_failed(WifiState state, uint32_t now_ms);
  bool on_trial() const;
  bool has_slot(uint32_t slot) const;
  void leave(uint32_t now_ms);
  void close_access_point(uint32_t now_ms);
  // After too long without a broker: the other slot, or the same network once more by whatever access point is there.
  void try_elsewhere(uint32_t now_ms);
  void end_late_trials(uint32_t now_ms);
  void end_trial(Trial outcome, uint32_t now_ms);
  // What the present attempt lacks.
  Trial missing() const;

  std::string_view id_;
  Wifi& wifi_;
  Mqtt& mqtt_;
  Reconnect retry_;

  uint8_t slot_ = 0;
  bool up_ = false;
  bool leaving_ = false;
  bool opening_ = false;
  bool access_point_ = false;
  std::optional<AccessPoint> last_;  // where it was connected last in the present network
  bool quick_ = false;               // the present attempt goes there
  Trial obstacle_ = Trial::kNone;    // what the last attempt that failed has met
  bool refused_ = false;
  bool broker_ = false;
  uint32_t broker_away_ms_ = 0;

  Trial trial_ = Trial::kNone;
  uint32_t trial_since_ms_ = 0;  // or when it ended
  uint8_t trial_failures_ = 0;

  Switch switch_ = Switch::kNone;
  uint8_t planned_slot_ = 0;
  uint32_t planned_s_ = 0;
  uint32_t switch_s_ = 0;
  uint32_t switch_since_ms_ = 0;
  Error switch_error_ = Error::kNone;

  Network tried_;
  SiteStore store_;
};

}  // namespace iotdm
