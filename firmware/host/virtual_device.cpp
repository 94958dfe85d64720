#include "virtual_device.h"

#include <cstdio>

#include "millis.h"
#include "version.h"

namespace iotdm::host {

namespace {

constexpr uint32_t kFlashBytes = 4194304;

std::filesystem::path make_directory(const std::filesystem::path& parent, const std::string& id) {
  std::filesystem::create_directories(parent / id);
  return parent / id;
}

}  // namespace

VirtualDevice::VirtualDevice(const std::string& id, const Broker& broker, const std::filesystem::path& directory,
                             const PublicKey* key, Clock& clock, PollLoop& poll)
    : id_(id),
      clock_(clock),
      pins_(clock),
      flash_(make_directory(directory, id) / "flash.bin"),
      mqtt_(broker, id, poll, *this),
      image_(directory / id),
      verifier_(key) {
  start(ResetReason::kPowerOn);
}

void VirtualDevice::start(ResetReason reason) {
  downloader_.abort();
  image_.abort();
  pins_.unwatch_all();
  firmware_ = image_.firmware();
  if (firmware_.empty()) {
    firmware_ = kFirmwareVersion;
  }
  device_ =
      std::make_unique<Device>(Identity{id_, "virtual", kFlashBytes, firmware_},
                               Ports{pins_, flash_, rtc_, station_, mqtt_, *this, {downloader_, image_, verifier_}});
  ++boots_;
  device_->begin(reason, uptime_ms());
}

uint32_t VirtualDevice::uptime_ms() const { return clock_.now_ms() - booted_ms_; }

bool VirtualDevice::frozen() const { return freezing_ && !has_reached(real_time_.now_ms(), frozen_until_ms_); }

void VirtualDevice::run() {
  if (frozen()) {
    return;
  }
  for (const MqttEvent& event : mqtt_.take_events()) {
    dispatch(event);
  }
  pins_.run();
  device_->loop(uptime_ms());
  if (restart_asked_) {
    restart_asked_ = false;
    reboot(ResetReason::kSoftware);
  }
}

void VirtualDevice::dispatch(const MqttEvent& event) {
  const uint32_t now_ms = uptime_ms();
  switch (event.kind) {
    case MqttEvent::Kind::kConnected:
      device_->on_connected(now_ms);
      break;
    case MqttEvent::Kind::kDisconnected:
      device_->on_disconnected(now_ms);
      break;
    case MqttEvent::Kind::kRefused:
      device_->on_refused(now_ms);
      break;
    case MqttEvent::Kind::kSubscribed:
      device_->on_subscribed(now_ms);
      break;
    case MqttEvent::Kind::kPublished:
      device_->on_published(event.publish_id, now_ms);
      break;
    case MqttEvent::Kind::kMessage:
      device_->on_message({event.topic, event.retained, event.payload, 0, static_cast<uint32_t>(event.payload.size())},
                          now_ms);
      break;
  }
}

void VirtualDevice::handle_socket(bool readable, bool writable) {
  if (!frozen()) {
    mqtt_.handle_socket(readable, writable);
    run();
  }
}

void VirtualDevice::handle_time() {
  if (!frozen()) {
    mqtt_.handle_time();
  }
}

void VirtualDevice::reboot(ResetReason reason) {
  mqtt_.drop();
  station_.reset();
  booted_ms_ = clock_.now_ms();
  start(reason);
}

void VirtualDevice::cycle_power() {
  rtc_.power_on();
  pins_.release_all();
  reboot(ResetReason::kPowerOn);
}

void VirtualDevice::set_access_points(const std::vector<SimulatedStation::AccessPoint>& access_points) {
  station_.set_access_points(access_points);
  if (station_.state() != WifiState::kConnected) {
    mqtt_.drop();
  }
}

bool VirtualDevice::flash_site(std::string_view sector) {
  return sector.size() == FlashFile::kSectorSize && flash_.erase(kSectorSiteA) &&
         flash_.program(kSectorSiteA, 0, sector.data(), sector.size());
}

void VirtualDevice::freeze(uint32_t ms) {
  freezing_ = true;
  frozen_until_ms_ = real_time_.now_ms() + ms;
}

uint32_t VirtualDevice::random() { return static_cast<uint32_t>(random_()); }

Health VirtualDevice::health() { return {-60, 40000, 32000}; }

std::string virtual_id(uint32_t seed, uint32_t index) {
  // splitmix64: neighbouring seeds and indexes give unrelated ids.
  uint64_t value = (static_cast<uint64_t>(seed) << 32 | index) + 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  value ^= value >> 31;
  char text[13];
  std::snprintf(text, sizeof(text), "02%010llx", static_cast<unsigned long long>(value & 0xFFFFFFFFFFULL));
  return text;
}

}  // namespace iotdm::host
