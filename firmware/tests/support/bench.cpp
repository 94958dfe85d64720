#include "bench.h"

#include <cstdio>
#include <stdexcept>

#include "config_store.h"
#include "crc32.h"
#include "heap_watch.h"
#include "millis.h"

namespace iotdm::test {

namespace {

constexpr uint32_t kStepMs = 10;

std::string topic_of(const std::string& tail) { return "iotdm/1/" + std::string(kId) + tail; }

}  // namespace

std::string config(uint32_t revision, const std::string& pins) {
  return "{\"revision\":" + std::to_string(revision) + R"(,"manager":"k3v9x2m8qa","role":"r7w2c5t1zp","pins":[)" +
         pins + "]}";
}

std::string config(uint32_t revision, const std::string& pins, const std::string& rules) {
  std::string text = config(revision, pins);
  text.insert(text.size() - 1, ",\"rules\":[" + rules + "]");
  return text;
}

std::string tombstone(uint32_t revision) {
  return "{\"revision\":" + std::to_string(revision) + R"(,"manager":"k3v9x2m8qa","role":null,"pins":[]})";
}

std::string set(const std::string& id, const std::string& pins) {
  return "{\"id\":\"" + id + R"(","session":"9f3a61c2","pins":{)" + pins + "}}";
}

std::string command(const std::string& id, const std::string& cmd, const std::string& more) {
  return "{\"id\":\"" + id + R"(","session":"9f3a61c2","until":4000000,"cmd":")" + cmd + "\"" + more + "}";
}

uint32_t hash_of(std::string_view payload) { return crc32(payload.data(), payload.size()); }

std::string hex(uint32_t value) {
  char text[9];
  std::snprintf(text, sizeof(text), "%08x", static_cast<unsigned>(value));
  return text;
}

void Bench::store(const std::string& config, uint32_t revision) {
  ConfigStore store(flash);
  store.begin(false);
  store.save(config, revision, hash_of(config));
  store.prove();
}

void Bench::boot(ResetReason reason, uint32_t session, uint32_t now_ms) {
  stop();
  gpio.release_all();
  if (reason == ResetReason::kPowerOn) {
    rtc.power_on();
  }
  system.will_draw(session);
  // A copy, so that the device counts the boot itself.
  FakeFlash as_it_is = flash;
  system.take_out(Dice::mix_of(kId, BootCounter(as_it_is).count()));
  now_ms_ = now_ms;
  const CoreScope core;
  device_.emplace(Identity{kId, "esp8266", 4194304, firmware}, ports());
  device_->begin(reason, now_ms_);
  wifi.begin();
}

void Bench::stop() {
  mqtt.lose();
  gpio.unwatch_all();
  device_.reset();
}

void Bench::run_until(uint32_t now_ms) {
  if (!has_reached(now_ms, now_ms_)) {
    throw std::logic_error("time does not run backwards");
  }
  while (now_ms_ != now_ms) {
    const uint32_t left = now_ms - now_ms_;
    now_ms_ += left < kStepMs ? left : kStepMs;
    settle();
  }
}

void Bench::loop() {
  gpio.now_us = now_ms_ * 1000;
  const CoreScope core;
  device_->loop(now_ms_);
}

void Bench::settle() {
  uint32_t before = 0;
  bool acknowledged = false;
  do {
    before = mqtt.publishes();
    loop();
    acknowledged = acknowledges_ && acknowledge_all();
  } while (acknowledged || mqtt.publishes() != before);
}

bool Bench::acknowledge_all() {
  const auto ids = mqtt.take_unacknowledged();
  for (const uint16_t id : ids) {
    const CoreScope core;
    device_->on_published(id, now_ms_);
  }
  return !ids.empty();
}

bool Bench::connect() {
  loop();
  if (mqtt.state() != FakeMqtt::State::kConnecting) {
    return false;
  }
  mqtt.accept();
  {
    const CoreScope core;
    device_->on_connected(now_ms_);
    device_->on_subscribed(now_ms_);
  }
  settle();
  return true;
}

void Bench::lose_connection() {
  mqtt.lose();
  const CoreScope core;
  device_->on_disconnected(now_ms_);
}

void Bench::reconnect() {
  lose_connection();
  while (mqtt.state() != FakeMqtt::State::kConnecting) {
    run_for(kStepMs);
  }
  connect();
}

void Bench::receive(const std::string& tail, std::string_view payload, bool retained) {
  receive_topic(topic_of(tail), payload, retained);
}

void Bench::receive_topic(const std::string& topic, std::string_view payload, bool retained) {
  const auto total = static_cast<uint32_t>(payload.size());
  uint32_t offset = 0;
  do {
    const std::string_view piece = payload.substr(offset, piece_size_);
    const CoreScope core;
    device_->on_message({topic, retained, piece, offset, total}, now_ms_);
    offset += static_cast<uint32_t>(piece.size());
  } while (offset < total);
  settle();
}

void Bench::acknowledge(bool at_once) {
  acknowledges_ = true;
  settle();
  acknowledges_ = at_once;
}

void Bench::go_online() {
  boot();
  run_until(4000);
  connect();
  run_until(8000);
  published();
  gpio.take_log();
}

void Bench::go_online(const std::string& config, uint32_t revision) {
  store(config, revision);
  go_online();
}

std::vector<std::string> Bench::payloads(const std::string& tail) {
  std::vector<std::string> found;
  for (const Message& message : published()) {
    if (message.topic == topic_of(tail)) {
      found.push_back(message.payload);
    }
  }
  return found;
}

std::string Bench::last(const std::string& tail) {
  const auto found = payloads(tail);
  return found.empty() ? std::string() : found.back();
}

}  // namespace iotdm::test
