#pragma once

#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "clock.h"
#include "curl_downloader.h"
#include "device.h"
#include "flash_file.h"
#include "image_file.h"
#include "mosquitto_client.h"
#include "openssl_verifier.h"
#include "poll_loop.h"
#include "simulated_pins.h"
#include "simulated_rtc.h"
#include "simulated_station.h"

namespace iotdm::host {

// The real firmware core with simulated pins, a flash file and a real MQTT connection: a board without hardware.
class VirtualDevice final : public System, public PollTarget, public Provisioner {
 public:
  // `directory` gets `<id>/flash.bin`. Without a key, updates need no right signature.
  VirtualDevice(const std::string& id, const Broker& broker, const std::filesystem::path& directory,
                const PublicKey* key, Clock& clock, PollLoop& poll);

  const std::string& id() const { return id_; }
  SimulatedPins& pins() { return pins_; }
  SimulatedStation& station() { return station_; }
  // The slot of the network in use, from 1; 0 without a site.
  uint8_t network_slot() { return device_->network().slot(); }
  bool connected() const { return mqtt_.connected(); }
  bool frozen() const;
  uint32_t boots() const { return boots_; }

  // Goes on: time, and what came from the socket.
  void run();
  void handle_socket(bool readable, bool writable) override;
  void handle_time();

  // Only these networks are in range from now on.
  void set_access_points(const std::vector<SimulatedStation::AccessPoint>& access_points);
  // What a flashing step does with a site record; it counts from the next restart on. False when it is no whole sector.
  bool flash_site(std::string_view sector);

  // A restart that keeps the GPIOs' levels, as the chip does; a crash also drops the connection without a goodbye.
  void reboot(ResetReason reason);
  // Takes the power away and gives it back: the flash file has what was written, all else is gone.
  void cycle_power();
  // For `ms` of real time nothing runs and nothing is read; the clock goes on.
  void freeze(uint32_t ms);

  // The present boot's; its time is the uptime.
  bool has_network() const override { return device_->network().has_network(); }
  void try_network(const Network& network, uint32_t /*now_ms*/) override {
    device_->network().try_network(network, uptime_ms());
  }
  Trial trial() const override { return device_->network().trial(); }
  const Network* current() const override { return device_->network().current(); }

  uint32_t random() override;
  Health health() override;
  std::string_view ip() override { return "127.0.0.1"; }
  void restart() override { restart_asked_ = true; }

 private:
  void start(ResetReason reason);
  void dispatch(const MqttEvent& event);
  uint32_t uptime_ms() const;

  std::string id_;
  Clock& clock_;
  Clock real_time_{false, 0};
  // Not the processor's own source: some take milliseconds for a number.
  std::mt19937 random_{std::random_device{"/dev/urandom"}()};
  SimulatedPins pins_;
  FlashFile flash_;
  SimulatedRtc rtc_;
  SimulatedStation station_;
  MosquittoClient mqtt_;
  CurlDownloader downloader_;
  ImageFile image_;
  OpensslVerifier verifier_;
  std::string firmware_;
  std::unique_ptr<Device> device_;
  bool restart_asked_ = false;
  bool freezing_ = false;
  uint32_t frozen_until_ms_ = 0;
  uint32_t boots_ = 0;
  uint32_t booted_ms_ = 0;  // by the clock; the first boot takes over where the clock starts
};

// The id of device number `index` of a seed: a locally administered MAC address that no real board has.
std::string virtual_id(uint32_t seed, uint32_t index);

}  // namespace iotdm::host
