#include "answers.h"

namespace iotdm {

namespace {

void write_outcome(JsonWriter& json, const Answer& answer) {
  json.key("id").text(answer.id.view()).key("ok").boolean(answer.error_count == 0);
  if (answer.error_count == 0) {
    return;
  }
  json.key("errors").open_array();
  for (uint8_t i = 0; i < answer.error_count; ++i) {
    write_error(json, answer.errors[i].key.view(), answer.errors[i].error);
  }
  json.close_array();
}

}  // namespace

void write_configuration(JsonWriter& json, uint32_t revision, uint32_t hash) {
  json.key("revision").number(revision).key("hash").hex(hash);
}

void Answer::add(std::string_view key, Error error) {
  if (error_count < kMaxErrors) {
    errors[error_count].key.assign(key);
    errors[error_count].error = error;
    ++error_count;
  }
}

bool Answers::has_room() const { return pending_.back().kind == Kind::kFree; }

void Answers::carried_out(const Answer& answer) {
  while (is_awaited(recent_next_)) {
    recent_next_ = static_cast<uint8_t>((recent_next_ + 1) % kRemembered);
  }
  recent_[recent_next_] = answer;
  queue(Kind::kRecent).recent = recent_next_;
  recent_next_ = static_cast<uint8_t>((recent_next_ + 1) % kRemembered);
}

void Answers::refuse(std::string_view id, Error error) {
  Pending& pending = queue(Kind::kRefusal);
  pending.id.assign(id);
  pending.error = error;
}

void Answers::configuration(uint32_t revision, uint32_t hash, Error error) {
  Pending& pending = queue(Kind::kConfiguration);
  pending.revision = revision;
  pending.hash = hash;
  pending.error = error;
}

bool Answers::repeat(std::string_view id) {
  for (uint8_t i = 0; i < kRemembered; ++i) {
    if (!id.empty() && recent_[i].id.view() == id) {
      queue(Kind::kRecent).recent = i;
      return true;
    }
  }
  return false;
}

void Answers::clear_pending() { pending_ = {}; }

Answers::Pending& Answers::queue(Kind kind) {
  Pending* place = &pending_.back();
  for (Pending& pending : pending_) {
    if (pending.kind == Kind::kFree) {
      place = &pending;
      break;
    }
  }
  *place = Pending{};
  place->kind = kind;
  return *place;
}

const Answers::Pending* Answers::next() const {
  for (const Pending& pending : pending_) {
    if (pending.kind != Kind::kFree && pending.publish_id == 0) {
      return &pending;
    }
  }
  return nullptr;
}

bool Answers::is_awaited(uint8_t recent) const {
  for (const Pending& pending : pending_) {
    if (pending.kind == Kind::kRecent && pending.publish_id == 0 && pending.recent == recent) {
      return true;
    }
  }
  return false;
}

void Answers::write_next(JsonWriter& json, const PinSet& pins, const Rules& rules) const {
  const Pending& pending = *next();
  if (pending.kind == Kind::kRecent) {
    write_outcome(json, recent_[pending.recent]);
    return;
  }
  if (pending.kind == Kind::kRefusal) {
    json.key("id").text(pending.id.view()).key("ok").boolean(false);
  } else {
    write_configuration(json, pending.revision, pending.hash);
    json.key("ok").boolean(pending.error == Error::kNone);
  }
  json.key("errors").open_array();
  if (pending.error == Error::kNone) {
    pins.write_errors(json);
    rules.write_errors(json);
  } else {
    write_error(json, {}, pending.error);
  }
  json.close_array();
}

void Answers::published(uint16_t publish_id) {
  for (Pending& pending : pending_) {
    if (pending.kind != Kind::kFree && pending.publish_id == 0) {
      pending.publish_id = publish_id;
      return;
    }
  }
}

bool Answers::acknowledged(uint16_t publish_id, uint32_t hash) {
  for (uint8_t i = 0; i < kMaxPending; ++i) {
    if (pending_[i].kind == Kind::kFree || pending_[i].publish_id != publish_id) {
      continue;
    }
    const Pending& pending = pending_[i];
    const bool accepted = pending.kind == Kind::kConfiguration && pending.error == Error::kNone && pending.hash == hash;
    for (uint8_t j = i; j + 1 < kMaxPending; ++j) {
      pending_[j] = pending_[j + 1];
    }
    pending_.back() = Pending{};
    return accepted;
  }
  return false;
}

bool Answers::all_delivered() const { return pending_.front().kind == Kind::kFree; }

}  // namespace iotdm
