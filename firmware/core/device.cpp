#include "device.h"

#include "millis.h"

namespace iotdm {

namespace {

constexpr uint8_t kMostRounds = 8;
constexpr uint32_t kConfigWaitMs = 1000;
constexpr uint32_t kProvenAfterMs = 60000;
constexpr uint32_t kProvenAfterDeliveryMs = 10000;
constexpr uint32_t kAnswerWaitMs = 1000;
// A broker that does not take the goodbye must not keep the device from another network.
constexpr uint32_t kGoodbyeMs = 500;
constexpr uint32_t kFirstTelemetryMs = 60000;
constexpr uint32_t kForeignWindowMs = 600000;

bool is_crash(ResetReason reason) { return reason == ResetReason::kException || reason == ResetReason::kWatchdog; }

}  // namespace

Device::Device(const Identity& identity, const Ports& ports)
    : identity_(identity),
      mqtt_(ports.mqtt),
      system_(ports.system),
      dice_(ports.system),
      ladder_(ports.rtc),
      boots_(ports.flash),
      store_(ports.flash),
      levels_(ports.flash, ports.rtc),
      identify_(ports.gpio),
      scan_(ports.gpio),
      reconnect_(dice_),
      update_(ports.update, ports.system, identity.flash_bytes),
      network_(identity.id, ports.flash, ports.wifi, ports.mqtt, dice_),
      pins_(ports.gpio),
      rules_(pins_, identity.id) {}

void Device::begin(ResetReason reason, uint32_t now_ms) {
  const bool crashed = is_crash(reason);
  reset_reason_ = reason;
  presence_.begin(now_ms);
  ladder_.begin(crashed, now_ms);
  // A crash counts against the configuration that ran and is not proven, or else on the ladder.
  if (store_.begin(crashed && ladder_.last_mode() == SafeMode::kNone)) {
    ladder_.take_back();
  }
  if (ladder_.mode() == SafeMode::kPrevious && !return_to_previous()) {
    ladder_.skip();
  }
  safe_ = ladder_.mode();
  run_stored(now_ms);
  pins_.release_others();
  if (const auto given_up = store_.crashed()) {
    rejected_ = Rejected{given_up->revision, given_up->hash, Error::kCrashed};
    safe_ = safe_ == SafeMode::kNone ? SafeMode::kPrevious : safe_;
  }
  network_.begin(now_ms);
  // Nothing but its portal is left that could help this device.
  if (safe_ == SafeMode::kPortal) {
    network_.open_access_point();
  }
  spare_retained_ = role_.empty();
  boot_ = boots_.count();
  dice_.begin(identity_.id, boot_);
  session_ = dice_.roll();
  telemetry_since_ms_ = now_ms;
  telemetry_pause_ms_ = dice_.roll() % kFirstTelemetryMs;
  last_loop_ms_ = now_ms;
}

// False when the other slot holds nothing that may stand in for the present configuration.
bool Device::return_to_previous() {
  const auto newest = read_config(store_.load(inbox_.buffer()));
  if (!newest || newest->role.empty()) {
    return false;
  }
  const Name role(newest->role);  // the buffer is needed for the other one
  const Name manager(newest->manager);
  const auto previous = read_config(store_.load_previous(inbox_.buffer()));
  if (!previous || previous->role != role.view() || previous->manager != manager.view()) {
    return false;
  }
  store_.return_to_previous();
  return true;
}

// Without its pins, the configuration still says to whom this device belongs.
void Device::run_stored(uint32_t now_ms) {
  const std::string_view stored = store_.load(inbox_.buffer());
  const auto document = read_config(stored);
  const bool knows_pins = safe_ < SafeMode::kNetworkOnly;
  // What is stored was checked when it arrived, so this only guards against another firmware's idea of it.
  if (!document || (knows_pins && pins_.plan(document->pins) != Error::kNone)) {
    return;
  }
  if (safe_ >= SafeMode::kNoPins) {
    pins_.keep_out(Error::kSafeMode);
  }
  levels_.begin(document->role, reset_reason_ != ResetReason::kPowerOn);
  pins_.apply(levels_, now_ms);
  if (safe_ < SafeMode::kNoPins) {
    rules_.apply(document->rules);
  }
  run_configuration(*document, store_.loaded_hash(), now_ms);
}

// The pins of `document` run already.
void Device::run_configuration(const ConfigDocument& document, uint32_t hash, uint32_t now_ms) {
  if (document.manager != manager_.view()) {
    // Its first beat is still to come.
    presence_.manager_heard(now_ms);
  }
  levels_.assign(document.role);
  levels_.follow(pins_, true, now_ms);
  role_.assign(document.role);
  manager_.assign(document.manager);
  revision_ = document.revision;
  hash_ = hash;
  configured_ms_ = now_ms;
  delivered_ms_.reset();
  state_.due = true;
}

void Device::loop(uint32_t now_ms) {
  const uint32_t pause = now_ms - last_loop_ms_;
  longest_pause_ms_ = pause > longest_pause_ms_ ? pause : longest_pause_ms_;
  last_loop_ms_ = now_ms;

  bool changed = false;
  // Until nothing follows from what happened. A line that never rests must not hold the device.
  for (uint8_t round = 0; round < kMostRounds; ++round) {
    changed = pins_.tick(presence_.absence(now_ms), now_ms) || changed;
    if (!pins_.has_events()) {
      break;
    }
    follow_events(now_ms);
  }
  rules_.tick(now_ms);
  state_.due = state_.due || changed;
  status_.due = status_.due || pins_.take_errors_changed();
  levels_.follow(pins_, changed, now_ms);
  identify_.tick(now_ms);
  run_scan(now_ms);
  ladder_.tick(now_ms);
  prove_configuration(now_ms);
  if (foreign_seen_ms_ && now_ms - *foreign_seen_ms_ >= kForeignWindowMs) {
    foreign_seen_ms_.reset();
  }
  follow_network(now_ms);
  if (reconnect_.stuck(now_ms)) {
    mqtt_.disconnect();
    on_disconnected(now_ms);
  }
  if (network_up_ && reconnect_.due(now_ms)) {
    connect();
  }
  if (phase_ == Phase::kAwaitingConfig && now_ms - phase_since_ms_ >= kConfigWaitMs) {
    phase_ = Phase::kOnline;
  }
  if (sources_due_ != 0 && phase_ >= Phase::kAwaitingConfig) {
    subscribe_sources();
  }
  run_update(now_ms);
  if (phase_ == Phase::kOnline) {
    publish_due(now_ms);
  }
  act_when_answered(now_ms);
}

void Device::follow_events(uint32_t now_ms) {
  Happened what;
  while (pins_.take_event(what)) {
    publish_event(what, now_ms);
    rules_.happened(what, presence_.offline(now_ms), now_ms);
  }
}

// Apart from the subscriptions that this device cannot be without: a broker may refuse these.
void Device::subscribe_sources() {
  for (; sources_due_ != 0; --sources_due_) {
    const std::string_view source = rules_.source(static_cast<uint8_t>(sources_due_ - 1));
    if (source.empty()) {
      continue;
    }
    const Topic topic(source, kTopicEvent);
    const Subscription subscription{topic.c_str(), 0};
    if (!mqtt_.subscribe(&subscription, 1)) {
      return;
    }
  }
}

void Device::prove_configuration(uint32_t now_ms) {
  const bool ran = now_ms - configured_ms_ >= kProvenAfterMs;
  const bool delivered = delivered_ms_ && now_ms - *delivered_ms_ >= kProvenAfterDeliveryMs;
  if (ran || delivered) {
    store_.prove();
  }
}

void Device::follow_network(uint32_t now_ms) {
  if (network_up_ && !network_.up()) {
    network_up_ = false;
    network_left_ms_ = now_ms;
    if (!reconnect_.waiting()) {
      go_offline(now_ms);
    }
  }
  if (network_.leaving() && !mqtt_.idle() && now_ms - network_left_ms_ < kGoodbyeMs) {
    return;
  }
  network_.tick(now_ms);
  if (!network_up_ && network_.up()) {
    network_up_ = true;
    reconnect_.start_over();
  }
}

void Device::connect() {
  phase_ = Phase::kOffline;
  std::array<char, 80> will;
  const Topic topic(identity_.id, kTopicStatus);
  mqtt_.connect({topic.c_str(), write_offline(will.data(), will.size(), connection_ + 1)});
}

void Device::on_connected(uint32_t now_ms) {
  reconnect_.connected(now_ms);
  network_.broker_reached(now_ms);
  presence_.broker_reached();
  ++connection_;
  phase_ = Phase::kConnected;
  status_follows_ = false;
  will_seen_ = false;
  inbox_.reset();
  const Topic in(identity_.id, kTopicIn);
  const Topic own_status(identity_.id, kTopicStatus);
  const Subscription subscriptions[] = {
      {in.c_str(), 1}, {"iotdm/1/all/in/#", 1}, {own_status.c_str(), 1}, {"iotdm/1/manager/+", 1}};
  if (!mqtt_.subscribe(subscriptions, sizeof(subscriptions) / sizeof(subscriptions[0]))) {
    mqtt_.disconnect();
    on_disconnected(now_ms);
  }
}

void Device::on_subscribed(uint32_t now_ms) {
  if (phase_ != Phase::kConnected) {
    return;
  }
  phase_ = Phase::kAwaitingConfig;
  phase_since_ms_ = now_ms;
  announce_ = {true, 0};
  status_ = {true, 0};
  state_ = {true, 0};
  spare_ = {role_.empty() || spare_retained_, 0};
  announce_due_ms_.reset();
  sources_due_ = Rules::kMostSources;
}

void Device::on_disconnected(uint32_t now_ms) {
  reconnect_.lost(now_ms);
  network_.broker_lost(now_ms);
  presence_.broker_lost(now_ms);
  phase_ = Phase::kOffline;
  inbox_.reset();
  // What was not delivered is dropped: the birth messages of the next connection say it all.
  answers_.clear_pending();
}

void Device::on_refused(uint32_t now_ms) {
  network_.broker_refused(now_ms);
  on_disconnected(now_ms);
}

void Device::on_published(uint16_t publish_id, uint32_t now_ms) {
  if (spare_.unacknowledged == publish_id && !spare_.due) {
    spare_retained_ = role_.empty();
  }
  for (Report* report : {&announce_, &status_, &state_, &spare_}) {
    if (report->unacknowledged == publish_id) {
      report->unacknowledged = 0;
    }
  }
  if (answers_.acknowledged(publish_id, hash_)) {
    delivered_ms_ = now_ms;
  }
}

void Device::go_offline(uint32_t now_ms) {
  std::array<char, 80> payload;
  publish(kTopicStatus, write_offline(payload.data(), payload.size(), connection_), 1, true);
  mqtt_.disconnect();
  on_disconnected(now_ms);
}

// True once the manager has the answer to what it asked for, or will not get it any more.
bool Device::is_answered(const std::optional<uint32_t>& asked_ms, uint32_t now_ms) const {
  return asked_ms && (answers_.all_delivered() || now_ms - *asked_ms >= kAnswerWaitMs);
}

void Device::act_when_answered(uint32_t now_ms) {
  if (is_answered(switch_asked_ms_, now_ms)) {
    switch_asked_ms_.reset();
    network_.begin_switch(now_ms);
  }
  if (is_answered(restart_asked_ms_, now_ms)) {
    restart_asked_ms_.reset();
    go_offline(now_ms);
    system_.restart();
  }
}

}  // namespace iotdm
