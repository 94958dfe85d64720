#include "device.h"
#include "millis.h"
#include "pin_types.h"
#include "words.h"

namespace iotdm {

namespace {

constexpr uint32_t kStateEveryMs = 50;
constexpr uint32_t kSpareAfterMs = 3000;
constexpr uint32_t kStatusRepeatMs = 10000;
constexpr uint32_t kTelemetryMs = 60000;
constexpr uint32_t kTelemetrySpreadMs = 5000;
constexpr uint32_t kDuplicatePauseMs = 300000;

}  // namespace

void Device::publish_due(uint32_t now_ms) {
  // Messages are written into the buffer of the inbox, so not while one arrives.
  if (inbox_.receiving()) {
    return;
  }
  if (announce_due_ms_ && has_reached(now_ms, *announce_due_ms_)) {
    announce_due_ms_.reset();
    announce_again();
  }
  repeat_status(now_ms);
  if (is_ready(announce_) && !publish_report(announce_, kTopicAnnounce, write_announce())) {
    return;
  }
  if (is_ready(status_) && !publish_report(status_, kTopicStatus, write_status(now_ms))) {
    return;
  }
  publish_state(now_ms);
  publish_spare(now_ms);
  publish_progress(now_ms);
  // A result must not overtake the state that it tells about.
  if (!state_.due && answers_.waiting()) {
    publish_result(now_ms);
  }
  publish_scan(now_ms);
  if (status_follows_ && !answers_.waiting()) {
    status_follows_ = false;
    status_.due = true;
  }
  if (now_ms - telemetry_since_ms_ >= telemetry_pause_ms_) {
    publish_telemetry(now_ms);
  }
  const bool told = !status_.due && status_.unacknowledged == 0;
  if (duplicate_id_ && told) {
    duplicate_id_ = false;
    go_offline(now_ms);
    reconnect_.pause(now_ms, kDuplicatePauseMs);
  }
}

// A will that arrives late belongs to an earlier connection: say again that this one lives.
void Device::repeat_status(uint32_t now_ms) {
  const bool lately = status_repeated_ms_ && now_ms - *status_repeated_ms_ < kStatusRepeatMs;
  if (will_seen_ && !lately) {
    will_seen_ = false;
    status_repeated_ms_ = now_ms;
    status_.due = true;
  }
}

// False when there was no room; it stays due then.
bool Device::publish_report(Report& report, const char* tail, std::string_view payload) {
  report.unacknowledged = publish(tail, payload, 1, true);
  report.due = report.unacknowledged == 0;
  return !report.due;
}

void Device::publish_state(uint32_t now_ms) {
  const bool soon = answers_.waiting() || now_ms - state_published_ms_ >= kStateEveryMs;
  if (!is_ready(state_) || !soon) {
    return;
  }
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_message(json, n_ + 1, now_ms);
  json.key("pins").open_object();
  pins_.write_states(json);
  json.close_object().close_object();
  if (publish_report(state_, kTopicState, json.view())) {
    ++n_;
    state_published_ms_ = now_ms;
  }
}

void Device::publish_spare(uint32_t now_ms) {
  const bool unassigned = role_.empty();
  // Late enough that a manager who knows this device could answer first.
  const bool early = unassigned && now_ms - phase_since_ms_ < kSpareAfterMs;
  if (!is_ready(spare_) || early) {
    return;
  }
  publish_report(spare_, kTopicSpare, unassigned ? write_spare() : std::string_view());
  spare_retained_ = spare_retained_ || unassigned;
}

void Device::publish_result(uint32_t now_ms) {
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_message(json, n_ + 1, now_ms);
  answers_.write_next(json, pins_, rules_);
  json.close_object();
  const uint16_t publish_id = publish(kTopicResult, json.view(), 1, false);
  if (publish_id != 0) {
    ++n_;
    answers_.published(publish_id);
  }
}

// Not queued either; when there is no room, it waits.
void Device::publish_scan(uint32_t now_ms) {
  if (!scan_.done()) {
    return;
  }
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_message(json, n_ + 1, now_ms);
  scan_.write(json);
  json.close_object();
  if (publish(kTopicResult, json.view(), 1, false) != 0) {
    ++n_;
    scan_.forget();
  }
}

// Not into the buffer of the inbox: a message may be arriving, and an event does not wait.
void Device::publish_event(const Happened& what, uint32_t now_ms) {
  if (phase_ != Phase::kOnline || !what.button) {
    return;
  }
  const bool clicked = (what.event & (kEventClick | kEventDouble | kEventTriple)) != 0;
  uint8_t index = 0;
  while (what.event >> index != 1) {
    ++index;
  }
  std::array<char, 128> buffer;
  JsonWriter json(buffer.data(), buffer.size());
  begin_message(json, ++event_n_, now_ms);
  json.key("key").text(what.key).key("event").text(word_at(kEventWords, clicked ? 1 : index));
  if (clicked) {
    json.key("count").number(index);
  }
  json.close_object();
  publish(kTopicEvent, json.view(), 0, false);
}

void Device::publish_telemetry(uint32_t now_ms) {
  const Health health = system_.health();
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  json.open_object().key("session").hex(session_).key("t").number(now_ms);
  json.key("rssi").signed_number(health.rssi_dbm);
  json.key("heap").number(health.free_heap).key("block").number(health.largest_block);
  json.key("loop_ms").number(longest_pause_ms_).close_object();
  publish(kTopicTelemetry, json.view(), 0, false);
  longest_pause_ms_ = 0;
  telemetry_since_ms_ = now_ms;
  telemetry_pause_ms_ = kTelemetryMs - kTelemetrySpreadMs + dice_.roll() % (2 * kTelemetrySpreadMs);
}

// Four results are on their way already, so these are not queued: QoS 0, and nobody waits for them.
void Device::refuse_as_busy(std::string_view id, uint32_t now_ms) {
  const MessageId kept(id);  // the id lies in the buffer that is written now
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_message(json, ++n_, now_ms);
  json.key("id").text(kept.view());
  publish_as_busy(json);
}

void Device::refuse_config_as_busy(uint32_t revision, uint32_t hash, uint32_t now_ms) {
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_message(json, ++n_, now_ms);
  write_configuration(json, revision, hash);
  publish_as_busy(json);
}

void Device::publish_as_busy(JsonWriter& json) {
  json.key("ok").boolean(false).key("errors").open_array();
  write_error(json, {}, Error::kBusy);
  json.close_array();
  publish_unqueued(json);
}

// A result that nobody waits for.
void Device::publish_unqueued(JsonWriter& json) {
  json.close_object();
  publish(kTopicResult, json.view(), 0, false);
}

uint16_t Device::publish(const char* tail, std::string_view payload, uint8_t qos, bool retained) {
  const Topic topic(identity_.id, tail);
  return mqtt_.publish(topic.c_str(), payload, qos, retained);
}

// The members with which every state and result begins.
void Device::begin_message(JsonWriter& json, uint32_t n, uint32_t now_ms) const {
  json.open_object().key("session").hex(session_).key("n").number(n).key("t").number(now_ms);
}

std::string_view Device::write_announce() {
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  json.open_object().key("id").text(identity_.id);
  json.key("protocol").open_array().number(1).number(1).close_array();
  json.key("firmware").text(identity_.firmware).key("chip").text(identity_.chip);
  json.key("flash").number(identity_.flash_bytes);
  json.key("max_config").number(kMaxConfig).key("max_pins").number(kMaxPins);
  json.key("types").open_array();
  for (uint8_t i = 0; i < pin_type_count(); ++i) {
    json.text(pin_type_name(i).view());
  }
  json.close_array().close_object();
  return json.view();
}

std::string_view Device::write_spare() {
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  json.open_object().key("id").text(identity_.id);
  json.key("firmware").text(identity_.firmware).key("chip").text(identity_.chip).close_object();
  return json.view();
}

void Device::begin_status(JsonWriter& json, bool online, uint32_t connection) const {
  json.open_object().key("online").boolean(online).key("session").hex(session_).key("conn").number(connection);
}

std::string_view Device::write_status(uint32_t now_ms) {
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_status(json, true, connection_);
  json.key("t").number(now_ms).key("boot").number(boot_);
  json.key("reset").text(
      word_at("power_on external software exception watchdog unknown", static_cast<uint8_t>(reset_reason_)));
  json.key("firmware").text(identity_.firmware).key("ip").text(system_.ip());
  if (network_.slot() > 0) {
    json.key("net").number(network_.slot());
  }
  if (network_.other() != nullptr) {
    json.key("net2").hex(public_hash(*network_.other()));
  }
  json.key("manager").text_or_null(manager_.view()).key("role").text_or_null(role_.view());
  write_configuration(json, revision_, hash_);
  json.key("safe").number(static_cast<uint8_t>(safe_));
  json.key("errors").open_array();
  pins_.write_errors(json);
  rules_.write_errors(json);
  for (const Error error : {duplicate_id_ ? Error::kDuplicateId : Error::kNone, network_.switch_error()}) {
    if (error != Error::kNone) {
      write_error(json, {}, error);
    }
  }
  json.close_array();
  if (rejected_) {
    json.key("rejected").open_object();
    write_configuration(json, rejected_->revision, rejected_->hash);
    close_with_error(json, rejected_->error);
  }
  json.close_object();
  return json.view();
}

std::string_view Device::write_offline(char* buffer, size_t size, uint32_t connection) const {
  JsonWriter json(buffer, size);
  begin_status(json, false, connection);
  json.close_object();
  return json.view();
}

}  // namespace iotdm
