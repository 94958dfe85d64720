#include "device.h"
#include "words.h"

namespace iotdm {

namespace {

// The heap is the network's, not the core's. The chip's MQTT client sends nothing when the largest block is below 4,096
// bytes; with a longest message above that, there is still room to say no.
constexpr uint32_t kWorkNeedsBlock = 4096 + kMaxConfig;

// A document that was refused for what it says is refused again without a look; the other errors may pass.
bool is_about_content(Error error) { return error == Error::kBadJson || error == Error::kTooBig; }

}  // namespace

void Device::on_message(const Inbox::Piece& piece, uint32_t now_ms) {
  if (!inbox_.add(identity_.id, piece)) {
    return;
  }
  switch (inbox_.kind()) {
    case InKind::kConfig:
      handle_config(now_ms);
      break;
    case InKind::kSet:
      handle_set(now_ms);
      break;
    case InKind::kCommand:
      handle_command(now_ms);
      break;
    case InKind::kAllCommand:
      handle_all_command(now_ms);
      break;
    case InKind::kOwnStatus:
      handle_own_status(now_ms);
      break;
    case InKind::kManager:
      handle_manager(now_ms);
      break;
    case InKind::kEvent:
      handle_event(event_source(piece.topic), now_ms);
      break;
    case InKind::kNone:
      break;
  }
}

void Device::handle_config(uint32_t now_ms) {
  if (inbox_.empty()) {
    return;  // A cleared topic releases nothing.
  }
  const uint32_t hash = inbox_.hash();
  // In the last safe mode not even a look is risked.
  const bool looks = safe_ != SafeMode::kPortal;
  const auto document = looks ? read_config(inbox_.payload()) : std::nullopt;
  const uint32_t revision = document ? document->revision : 0;
  if (!answers_.has_room()) {
    refuse_config_as_busy(revision, hash, now_ms);
    return;
  }
  Error error = Error::kNone;
  if (!looks) {
    error = Error::kSafeMode;
  } else if (was_rejected(hash)) {
    error = Error::kRejectedBefore;
  } else if (inbox_.too_big()) {
    error = Error::kTooBig;
  } else if (!document) {
    error = Error::kBadJson;
  } else if (revision != revision_ || hash != hash_) {
    error = accept_config(*document, hash, now_ms);
    status_follows_ = true;
  }
  if (is_about_content(error)) {
    rejected_ = Rejected{revision, hash, error};
  }
  answers_.configuration(revision, hash, error);
  status_follows_ = status_follows_ || error != Error::kNone;
  if (phase_ == Phase::kAwaitingConfig) {
    phase_ = Phase::kOnline;
  }
}

bool Device::is_short_of_memory() const { return system_.health().largest_block < kWorkNeedsBlock; }

bool Device::was_rejected(uint32_t hash) const {
  const auto crashed = store_.crashed();
  return (rejected_ && rejected_->hash == hash) || (crashed && crashed->hash == hash);
}

Error Device::accept_config(const ConfigDocument& document, uint32_t hash, uint32_t now_ms) {
  const bool mine = document.manager == manager_.view() || document.takeover_from == manager_.view();
  if (!role_.empty() && !mine) {
    return Error::kOtherManager;
  }
  if (document.revision <= revision_) {
    return Error::kStaleRevision;
  }
  if (is_short_of_memory()) {
    return Error::kNoMemory;
  }
  Error error = Rules::check(document.rules);
  error = error == Error::kNone ? pins_.plan(document.pins) : error;
  if (error != Error::kNone) {
    return error;
  }
  // Stored before it is applied: should it crash the chip, the next boot knows which one it was.
  const bool unassigns = document.role.empty();
  const std::string_view payload = inbox_.payload();
  const bool saved = unassigns ? store_.save_for_good(payload, document.revision, hash)
                               : store_.save(payload, document.revision, hash);
  if (!saved) {
    return Error::kFlashFailed;
  }
  identify_.stop();
  pins_.apply(now_ms);
  rules_.apply(document.rules);
  sources_due_ = Rules::kMostSources;
  run_configuration(document, hash, now_ms);
  safe_ = SafeMode::kNone;
  ladder_.reset();
  rejected_.reset();
  // Spares have this topic, assigned devices do not.
  spare_.due = unassigns || spare_retained_;
  return Error::kNone;
}

void Device::handle_own_status(uint32_t now_ms) {
  JsonWalker walker{JsonText(inbox_.payload())};
  bool foreign = false;
  bool offline = false;
  while (walker.next()) {
    const int index = index_of_word("session online", walker.key());
    if (index == 0) {
      foreign = !is_session(walker.value());
    } else if (index == 1) {
      offline = !walker.value().boolean().value_or(true);
    }
  }
  if (!inbox_.retained()) {
    will_seen_ = will_seen_ || offline;
    return;
  }
  // At the first connection the retained status is the previous run of this device.
  if (!foreign || connection_ == 1) {
    return;
  }
  duplicate_id_ = foreign_seen_ms_.has_value();
  foreign_seen_ms_ = now_ms;
  status_.due = status_.due || duplicate_id_;
}

// A retained presence says nothing about now, so only a beat does.
void Device::handle_manager(uint32_t now_ms) {
  JsonWalker walker{JsonText(inbox_.payload())};
  bool mine = false;
  bool beats = false;
  while (walker.next()) {
    const int index = index_of_word("id beat", walker.key());
    if (index == 0) {
      mine = role_.empty() || walker.value().text() == manager_.view();
    } else if (index == 1) {
      beats = walker.value().number().has_value();
    }
  }
  if (mine && beats && walker.complete() && !inbox_.retained()) {
    network_.manager_heard(now_ms);
    presence_.manager_heard(now_ms);
  }
}

// What the broker kept is of another time.
void Device::handle_event(std::string_view source, uint32_t now_ms) {
  if (!inbox_.retained()) {
    rules_.heard(source, JsonText(inbox_.payload()), presence_.offline(now_ms), now_ms);
  }
}

}  // namespace iotdm
