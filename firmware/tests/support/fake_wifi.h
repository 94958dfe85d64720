#pragma once

#include <vector>

#include "heap_watch.h"
#include "networks_in_range.h"
#include "provisioner.h"

namespace iotdm::test {

// A board that is given a network: remembers what was tried, and ends the trial when told how.
class FakeWifi final : public Provisioner, public NetworksInRange {
 public:
  bool has_network() const override { return stored_.has_value(); }
  void try_network(const Network& network, uint32_t now_ms) override;
  Trial trial() const override { return trial_; }
  const Network* current() const override { return stored_ ? &*stored_ : nullptr; }

  void scan() override { ++scans_; }
  bool scanning() const override { return scans_ > 0 && scan_is_slow_; }
  uint8_t count() const override { return static_cast<uint8_t>(in_range.size()); }
  ScannedNetwork network(uint8_t index) const override { return in_range.at(index); }

  void store(const Network& network) { stored_ = network; }
  void end_trial(Trial outcome);
  // From now on a scan runs, or has ended.
  void scan_slowly(bool slow) { scan_is_slow_ = slow; }
  void add(std::string_view ssid, int8_t rssi_dbm, bool open);

  const std::vector<Network>& tried() const { return tried_; }
  uint32_t scans() const { return scans_; }

  std::vector<ScannedNetwork> in_range;

 private:
  std::optional<Network> stored_;
  std::vector<Network> tried_;
  Trial trial_ = Trial::kNone;
  uint32_t scans_ = 0;
  bool scan_is_slow_ = false;
};

inline void FakeWifi::try_network(const Network& network, uint32_t /*now_ms*/) {
  const PortScope port;
  tried_.push_back(network);
  trial_ = Trial::kRunning;
}

inline void FakeWifi::end_trial(Trial outcome) {
  trial_ = outcome;
  if (outcome == Trial::kWorked) {
    stored_ = tried_.back();
  }
}

inline void FakeWifi::add(std::string_view ssid, int8_t rssi_dbm, bool open) {
  in_range.push_back({FixedText<kMaxSsid>(ssid), rssi_dbm, open});
}

}  // namespace iotdm::test
