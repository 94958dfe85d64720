#include "sensor_pin.h"

#include "millis.h"

namespace iotdm {

namespace {

constexpr uint8_t kMostFailures = 3;
// A sensor that is in error is asked this often at least, so that a mended cable is not taken for broken for an hour.
constexpr uint32_t kErrorRetryMs = 30000;
// No reading takes so long, even when many sensors wait for each other.
constexpr uint32_t kLongestReadingMs = 5000;

}  // namespace

void SensorPin::start(const Start& /*start*/, uint32_t now_ms) {
  prepare();
  next_ms_ = now_ms;
}

bool SensorPin::tick(uint32_t now_ms) {
  if (!reading_) {
    if (!has_reached(now_ms, next_ms_)) {
      return false;
    }
    reading_ = true;
    begun_ms_ = now_ms;
    step_ = 0;
  }
  const Step result = read(step_, now_ms);
  if (result == Step::kGoesOn && now_ms - begun_ms_ < kLongestReadingMs) {
    return false;
  }
  reading_ = false;
  if (result == Step::kRead || result == Step::kSame) {
    return succeed(result == Step::kRead);
  }
  return fail_once(result == Step::kBadValue ? Error::kSensorBadValue : Error::kSensorNotFound, now_ms);
}

bool SensorPin::succeed(bool is_new) {
  next_ms_ = begun_ms_ + every_ms_;
  const bool changed = is_new || !known_;
  failures_ = 0;
  known_ = true;
  fail(Error::kNone);
  return changed;
}

// One failure may be a disturbance; then the last value is still true enough.
bool SensorPin::fail_once(Error why, uint32_t now_ms) {
  ++failures_;
  if (failures_ < kMostFailures) {
    next_ms_ = now_ms + retry_ms_;
    return false;
  }
  failures_ = kMostFailures - 1;
  next_ms_ = now_ms + (every_ms_ < kErrorRetryMs ? every_ms_ : kErrorRetryMs);
  known_ = false;
  const bool changed = error() != why;
  fail(why);
  return changed;
}

void SensorPin::write_state(JsonWriter& json) const {
  if (known_) {
    write_value(json);
  } else {
    json.null();
  }
}

}  // namespace iotdm
