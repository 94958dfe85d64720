#include "network_keeper.h"

#include <cstring>

namespace iotdm {

namespace {

constexpr uint32_t kElsewhereAfterMs = 600000;
constexpr uint32_t kTrialMs = 60000;
// A search may miss a network once, and a radio may take a password for a wrong one.
constexpr uint8_t kTrialFailures = 2;
// So long the portal can still say that it worked.
constexpr uint32_t kLastWordsMs = 30000;
constexpr uint32_t kShortestSwitchS = 10;
constexpr uint32_t kLongestSwitchS = 3600;

constexpr std::string_view kAccessPointName = "IoT-Device-";
constexpr uint8_t kIdTail = 6;

Error to_error(Trial obstacle) {
  switch (obstacle) {
    case Trial::kWrongPassword:
      return Error::kNetworkWrongPassword;
    case Trial::kNoAddress:
      return Error::kNetworkNoAddress;
    case Trial::kNoBroker:
      return Error::kNetworkNoBroker;
    case Trial::kRefusedByBroker:
      return Error::kNetworkRefused;
    default:
      return Error::kNetworkNotFound;
  }
}

Trial obstacle_of(WifiState state) {
  switch (state) {
    case WifiState::kWrongPassword:
      return Trial::kWrongPassword;
    case WifiState::kJoined:
      return Trial::kNoAddress;
    default:
      return Trial::kNoSuchNetwork;
  }
}

}  // namespace

NetworkKeeper::NetworkKeeper(std::string_view id, Flash& flash, Wifi& wifi, Mqtt& mqtt, Dice& dice)
    : id_(id), wifi_(wifi), mqtt_(mqtt), retry_(dice), store_(flash) {}

void NetworkKeeper::begin(uint32_t now_ms) {
  store_.begin();
  slot_ = has_network() ? store_.site()->use : 0;
  broker_away_ms_ = now_ms;
}

void NetworkKeeper::tick(uint32_t now_ms) {
  if (opening_) {
    opening_ = false;
    start_access_point();
  }
  if (leaving_) {
    leaving_ = false;
    wifi_.disconnect();
    retry_.start_over();
  }
  end_late_trials(now_ms);
  close_access_point(now_ms);
  try_elsewhere(now_ms);
  if (leaving_) {
    return;
  }
  const WifiState state = wifi_.state();
  const Network* network = wanted();
  if (network == nullptr) {
    up_ = state == WifiState::kConnected;
    if (!up_) {
      start_access_point();
    }
    return;
  }
  const bool connected = state == WifiState::kConnected;
  if (up_ && !connected) {
    up_ = false;
    wifi_.disconnect();
    retry_.lost(now_ms);
  } else if (retry_.trying() && connected) {
    came_up(*network, now_ms);
  } else if (retry_.trying()) {
    const bool failed = state == WifiState::kNoSuchNetwork || state == WifiState::kWrongPassword;
    if (failed || retry_.stuck(now_ms)) {
      attempt_failed(state, now_ms);
    }
  }
  if (!leaving_ && retry_.due(now_ms)) {
    start(*network);
  }
}

const Network* NetworkKeeper::wanted() const { return trial_ == Trial::kRunning ? &tried_ : current(); }

const Network* NetworkKeeper::current() const { return has_network() ? &*store_.site()->networks[slot_] : nullptr; }

const Network* NetworkKeeper::other() const {
  const Site* site = store_.site();
  const auto slot = static_cast<uint8_t>(1 - slot_);
  return site != nullptr && site->networks[slot] ? &*site->networks[slot] : nullptr;
}

void NetworkKeeper::start(const Network& network) {
  quick_ = last_.has_value();
  const uint8_t* bssid = quick_ ? last_->bssid.data() : nullptr;
  wifi_.connect(network.ssid.view(), network.psk.view(), bssid, quick_ ? last_->channel : 0);
}

void NetworkKeeper::came_up(const Network& network, uint32_t now_ms) {
  retry_.connected(now_ms);
  AccessPoint& last = last_.emplace();
  std::memcpy(last.bssid.data(), wifi_.bssid(), last.bssid.size());
  last.channel = wifi_.channel();
  mqtt_.set_broker(network);
  up_ = true;
}

void NetworkKeeper::attempt_failed(WifiState state, uint32_t now_ms) {
  obstacle_ = obstacle_of(state);
  wifi_.disconnect();
  if (quick_) {
    // The access point may have gone or changed its channel: at once without asking for it.
    last_.reset();
    retry_.start_over();
    return;
  }
  retry_.lost(now_ms);
  ++trial_failures_;
  if (trial_ == Trial::kRunning && trial_failures_ >= kTrialFailures) {
    end_trial(obstacle_, now_ms);
  }
}

bool NetworkKeeper::on_trial() const { return trial_ == Trial::kRunning || switch_ != Switch::kNone || planned_s_ > 0; }

// The next tick does it: until then there is a network in which the device can say goodbye.
void NetworkKeeper::leave(uint32_t now_ms) {
  leaving_ = true;
  up_ = false;
  last_.reset();
  obstacle_ = Trial::kNone;
  broker_ = false;
  refused_ = false;
  broker_away_ms_ = now_ms;
}

void NetworkKeeper::start_access_point() {
  if (access_point_) {
    return;
  }
  std::array<char, kAccessPointName.size() + kIdTail> name;
  kAccessPointName.copy(name.data(), kAccessPointName.size());
  id_.substr(id_.size() - kIdTail).copy(name.data() + kAccessPointName.size(), kIdTail);
  wifi_.start_access_point({name.data(), name.size()});
  access_point_ = true;
}

void NetworkKeeper::close_access_point(uint32_t now_ms) {
  if (access_point_ && trial_ == Trial::kWorked && now_ms - trial_since_ms_ >= kLastWordsMs) {
    wifi_.stop_access_point();
    access_point_ = false;
  }
}

void NetworkKeeper::try_elsewhere(uint32_t now_ms) {
  if (broker_ || on_trial() || !has_network()) {
    return;
  }
  if (other() == nullptr && !up_) {
    // It is being sought already: the time counts from when it is found.
    broker_away_ms_ = now_ms;
  }
  if (now_ms - broker_away_ms_ < kElsewhereAfterMs) {
    return;
  }
  if (other() != nullptr) {
    slot_ = static_cast<uint8_t>(1 - slot_);
  }
  leave(now_ms);
}

void NetworkKeeper::broker_reached(uint32_t now_ms) {
  // The broker of a network that is being left proves nothing.
  if (!up_) {
    return;
  }
  broker_ = true;
  refused_ = false;
  if (trial_ != Trial::kRunning) {
    return;
  }
  const uint8_t slot = has_network() ? store_.site()->use : 0;
  if (!store_.store(slot, tried_)) {
    end_trial(Trial::kFlashFailed, now_ms);
    return;
  }
  slot_ = slot;
  trial_ = Trial::kWorked;
  trial_since_ms_ = now_ms;
}

void NetworkKeeper::broker_lost(uint32_t now_ms) {
  if (broker_) {
    broker_ = false;
    broker_away_ms_ = now_ms;
  }
}

void NetworkKeeper::broker_refused(uint32_t now_ms) {
  if (!up_) {
    return;
  }
  refused_ = true;
  if (trial_ == Trial::kRunning) {
    end_trial(Trial::kRefusedByBroker, now_ms);
  }
}

void NetworkKeeper::try_network(const Network& network, uint32_t now_ms) {
  tried_ = network;
  trial_ = Trial::kRunning;
  trial_since_ms_ = now_ms;
  trial_failures_ = 0;
  // Who stands in front of the board decides.
  switch_ = Switch::kNone;
  planned_s_ = 0;
  slot_ = has_network() ? store_.site()->use : 0;
  leave(now_ms);
}

Trial NetworkKeeper::missing() const {
  if (up_) {
    return refused_ ? Trial::kRefusedByBroker : Trial::kNoBroker;
  }
  return obstacle_ == Trial::kNone ? Trial::kNoSuchNetwork : obstacle_;
}

void NetworkKeeper::end_late_trials(uint32_t now_ms) {
  if (trial_ == Trial::kRunning && now_ms - trial_since_ms_ >= kTrialMs) {
    end_trial(missing(), now_ms);
  }
  if (switch_ == Switch::kNone || now_ms - switch_since_ms_ < switch_s_ * 1000) {
    return;
  }
  switch_error_ = switch_ == Switch::kHeard ? Error::kNetworkNotConfirmed
                  : broker_                 ? Error::kNetworkNoManager
                                            : to_error(missing());
  switch_ = Switch::kNone;
  slot_ = store_.site()->use;
  leave(now_ms);
}

// Back to what was before.
void NetworkKeeper::end_trial(Trial outcome, uint32_t now_ms) {
  trial_ = outcome;
  leave(now_ms);
}

bool NetworkKeeper::has_slot(uint32_t slot) const { return has_network() && slot >= 1 && slot <= Site::kSlots; }

Error NetworkKeeper::store_other(uint32_t slot, const Network& network) {
  if (!has_slot(slot)) {
    return Error::kNetworkNoSlot;
  }
  const auto index = static_cast<uint8_t>(slot - 1);
  if (index == slot_) {
    return Error::kNetworkInUse;
  }
  if (on_trial()) {
    return Error::kBusy;
  }
  const bool same = other() != nullptr && *other() == network;
  return same || store_.store(index, network) ? Error::kNone : Error::kFlashFailed;
}

Error NetworkKeeper::plan_switch(uint32_t slot, uint32_t trial_s) {
  if (!has_slot(slot) || !store_.site()->networks[slot - 1]) {
    return Error::kNetworkNoSlot;
  }
  if (trial_s < kShortestSwitchS || trial_s > kLongestSwitchS) {
    return Error::kBadOption;
  }
  if (on_trial()) {
    return Error::kBusy;
  }
  planned_slot_ = static_cast<uint8_t>(slot - 1);
  planned_s_ = trial_s;
  return Error::kNone;
}

void NetworkKeeper::begin_switch(uint32_t now_ms) {
  if (planned_s_ == 0) {
    return;
  }
  switch_ = Switch::kTrying;
  switch_error_ = Error::kNone;
  switch_s_ = planned_s_;
  switch_since_ms_ = now_ms;
  planned_s_ = 0;
  slot_ = planned_slot_;
  leave(now_ms);
}

void NetworkKeeper::manager_heard(uint32_t now_ms) {
  if (switch_ == Switch::kTrying) {
    switch_ = Switch::kHeard;
    switch_since_ms_ = now_ms;
  }
}

Error NetworkKeeper::confirm() {
  if (switch_ != Switch::kHeard) {
    return switch_ == Switch::kTrying ? Error::kNetworkNoManager : Error::kNetworkNoTrial;
  }
  // Should the flash fail, the trial goes on: it can be confirmed once more, or the device goes back.
  if (store_.site()->use != slot_ && !store_.use(slot_)) {
    return Error::kFlashFailed;
  }
  switch_ = Switch::kNone;
  return Error::kNone;
}

}  // namespace iotdm
