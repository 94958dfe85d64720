#include "probe_scan.h"

#include "ds18b20_protocol.h"

namespace iotdm {

namespace {

constexpr uint8_t kMostFailures = 3;
constexpr int16_t kNoValue = INT16_MIN;

}  // namespace

void ProbeScan::start(std::string_view id, uint8_t gpio, const Rom& after) {
  id_.assign(id);
  number_ = gpio;
  stage_ = Stage::kSearching;
  error_ = Error::kNone;
  count_ = 0;
  failures_ = 0;
  more_ = false;
  index_ = 0;
  search_.begin(after);
  gpio_.set_mode(gpio, PinMode::kInputPullUp);
}

void ProbeScan::fail(Error error) {
  error_ = error;
  stage_ = Stage::kDone;
}

void ProbeScan::forget() {
  stage_ = Stage::kIdle;
  id_ = {};
}

void ProbeScan::tick(uint32_t now_ms) {
  const bool waits = stage_ == Stage::kReading && now_ms - measured_ms_ < kProbeMeasureMs;
  if (waits || !gpio_.take_turn(now_ms)) {
    return;
  }
  const OneWire bus(gpio_, number_);
  if (stage_ == Stage::kSearching) {
    search(bus);
  } else {
    ask(bus, now_ms);
  }
}

void ProbeScan::search(const OneWire& bus) {
  const Rom before = search_.rom();
  const OneWireSearch::Result result = search_.next(bus);
  if (result == OneWireSearch::Result::kBroken) {
    ++failures_;
    if (failures_ == kMostFailures) {
      fail(Error::kSensorBadValue);
    }
    return;
  }
  if (result == OneWireSearch::Result::kFound) {
    // Other parts, and the one behind which it began, are none of the answer's.
    const bool counts = is_ds18b20(search_.rom()) && search_.rom() != before;
    more_ = counts && count_ == kMost;
    if (counts && !more_) {
      probes_[count_++] = {search_.rom(), 0};
    }
  }
  if (result == OneWireSearch::Result::kEnd || more_) {
    stage_ = count_ == 0 ? Stage::kDone : Stage::kSettingUp;
  }
}

// One probe in one loop. One that fails has no value, and the others go on.
void ProbeScan::ask(const OneWire& bus, uint32_t now_ms) {
  Probe& probe = probes_[index_];
  const auto step = static_cast<ProbeStep>(static_cast<uint8_t>(stage_) - static_cast<uint8_t>(Stage::kSettingUp));
  if (probe.sixteenths == kNoValue || ask_ds18b20(bus, probe.rom, step, probe.sixteenths) != Error::kNone) {
    probe.sixteenths = kNoValue;
  }
  measured_ms_ = step == ProbeStep::kRead ? measured_ms_ : now_ms;
  ++index_;
  if (index_ == count_) {
    index_ = 0;
    stage_ = static_cast<Stage>(static_cast<uint8_t>(stage_) + 1);
  }
}

void ProbeScan::write(JsonWriter& json) const {
  json.key("id").text(id_.view()).key("ok").boolean(error_ == Error::kNone);
  if (error_ != Error::kNone) {
    json.key("errors").open_array();
    write_error(json, {}, error_);
    json.close_array();
    return;
  }
  json.key("found").open_array();
  for (uint8_t i = 0; i < count_; ++i) {
    json.open_object().key("rom").hex(probes_[i].rom.data(), Rom().size()).key("value");
    if (probes_[i].sixteenths == kNoValue) {
      json.null();
    } else {
      json.thousandths(thousandths_of(probes_[i].sixteenths));
    }
    json.close_object();
  }
  json.close_array().key("more").boolean(more_);
}

}  // namespace iotdm
