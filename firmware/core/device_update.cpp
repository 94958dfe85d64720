#include "device.h"

namespace iotdm {

Error Device::start_update(std::string_view id, const JsonObject& command, uint32_t now_ms) {
  const auto request = read_update(command);
  if (!request) {
    return Error::kBadOption;
  }
  const Error error = update_.start(*request, now_ms);
  if (error == Error::kNone) {
    update_id_.assign(id);
    progress_due_ = true;
  }
  return error;
}

bool Device::repeats_update(std::string_view id) {
  const bool repeats = update_.busy() && update_id_.view() == id;
  progress_due_ = progress_due_ || repeats;
  return repeats;
}

void Device::run_update(uint32_t now_ms) {
  const uint8_t progress = update_.progress();
  update_.tick(now_ms);
  progress_due_ = progress_due_ || update_.progress() != progress;
  const auto outcome = update_.outcome();
  if (!outcome) {
    return;
  }
  // How it failed is kept until somebody can hear it. A new image does not wait for that.
  const bool heard = phase_ == Phase::kOnline && answers_.has_room();
  const bool starts_anew = *outcome == Error::kNone;
  if (!heard && !(starts_anew && phase_ == Phase::kOffline)) {
    return;
  }
  Answer answer;
  answer.id = update_id_;
  if (!starts_anew) {
    answer.add({}, *outcome);
  }
  answers_.carried_out(answer);
  update_.forget();
  progress_due_ = false;
  if (starts_anew) {
    restart_asked_ms_ = now_ms;
  }
}

// Not queued: the next progress says more.
void Device::publish_progress(uint32_t now_ms) {
  if (!progress_due_) {
    return;
  }
  progress_due_ = false;
  JsonWriter json(inbox_.buffer(), inbox_.buffer_size());
  begin_message(json, ++n_, now_ms);
  json.key("id").text(update_id_.view()).key("progress").number(update_.progress());
  publish_unqueued(json);
}

}  // namespace iotdm
