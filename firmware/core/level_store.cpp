#include "level_store.h"

#include "crc32.h"
#include "pin_types.h"

namespace iotdm {

namespace {

constexpr uint32_t kSaveEveryMs = 60000;
constexpr uint32_t kSaveCountEveryMs = 15 * kSaveEveryMs;
constexpr uint32_t kLookEveryMs = 1000;
// Behind the crash ladder's record.
constexpr uint8_t kFirstWord = RtcMemory::kFirstWord + 8;
constexpr uint32_t kErased = 0xFFFFFFFF;
constexpr auto kSectorSize = static_cast<uint32_t>(Flash::kSectorSize);
constexpr uint32_t kHeaderSize = 4 * sizeof(uint32_t);

constexpr uint8_t words(size_t size) { return static_cast<uint8_t>(size / sizeof(uint32_t)); }

}  // namespace

void LevelStore::begin(std::string_view role, bool restarted) {
  assign(role);
  restarted_ = restarted;
}

void LevelStore::assign(std::string_view role) { role_ = crc32(role.data(), role.size()); }

// Without the sequence, so that equal levels have an equal one.
uint32_t LevelStore::check_of(const Record& record) {
  return crc32(record.entries, record.count * sizeof(Entry), record.role);
}

Level LevelStore::find(const Record& record, uint32_t pin) {
  for (uint32_t i = 0; i < record.count; ++i) {
    if (record.entries[i].pin == pin) {
      return record.entries[i].level;
    }
  }
  return {};
}

Level LevelStore::before_restart(uint32_t pin) {
  Record record;
  const bool whole = restarted_ && memory_.read(kFirstWord, &record.sequence, words(sizeof(record))) &&
                     record.count <= kMaxPins && record.role == role_ && record.check == check_of(record);
  return whole ? find(record, pin) : Level{};
}

Level LevelStore::before_power_cut(uint32_t pin) {
  load();
  Record record;
  const bool known = sequence_ != 0 && read_record(sector_, newest_, record) && record.role == role_;
  return known ? find(record, pin) : Level{};
}

void LevelStore::follow(const PinSet& pins, bool changed, uint32_t now_ms) {
  if (changed || now_ms - looked_ms_ >= kLookEveryMs) {
    look(pins, changed, now_ms);
  }
  const uint32_t age_ms = now_ms - saved_ms_;
  waits_ = waits_ && age_ms < kSaveEveryMs;
  count_waits_ = count_waits_ && age_ms < kSaveCountEveryMs;
  if (!waits_ && (due_ || (count_due_ && !count_waits_))) {
    save_if_due(pins, now_ms);
  }
}

void LevelStore::look(const PinSet& pins, bool changed, uint32_t now_ms) {
  looked_ms_ = now_ms;
  Record record;
  collect(pins, PinSet::Levels::kAll, record);
  if (changed || record.check != kept_) {
    due_ = true;
    kept_ = record.check;
    memory_.write(kFirstWord, &record.sequence, words(record.size()));
  }
}

void LevelStore::save_if_due(const PinSet& pins, uint32_t now_ms) {
  due_ = false;
  count_due_ = false;
  Record record;
  collect(pins, PinSet::Levels::kSwitched, record);
  const uint32_t switched = record.check;
  record = {};
  collect(pins, PinSet::Levels::kWanted, record);
  if (record.count == 0) {
    return;
  }
  load();
  if (record.check == saved_) {
    return;
  }
  if (switched == saved_switched_ && count_waits_) {
    count_due_ = true;
    return;
  }
  count_waits_ = save(record);
  due_ = !count_waits_;
  saved_switched_ = due_ ? saved_switched_ : switched;
  waits_ = true;
  saved_ms_ = now_ms;
}

void LevelStore::collect(const PinSet& pins, PinSet::Levels which, Record& record) const {
  for (uint8_t i = 0; i < kMaxPins; ++i) {
    Entry& entry = record.entries[record.count];
    if (pins.write_level(i, which, entry.pin, entry.level)) {
      ++record.count;
    }
  }
  record.role = role_;
  record.check = check_of(record);
}

bool LevelStore::save(Record& record) {
  if (free_ + record.size() > kSectorSize) {
    sector_ = sector_ == kSectorLevelsA ? kSectorLevelsB : kSectorLevelsA;
    free_ = 0;
    if (!flash_.erase(sector_)) {
      free_ = kSectorSize;
      return false;
    }
  }
  record.sequence = sequence_ + 1;
  const uint32_t begin = free_;
  free_ += static_cast<uint32_t>(record.size());
  if (!flash_.program(sector_, begin, &record, record.size())) {
    // Nothing behind it would be found, so the next one goes to the other sector.
    free_ = kSectorSize;
    return false;
  }
  newest_ = begin;
  saved_ = record.check;
  ++sequence_;
  return true;
}

// Only when a level is wanted or to be saved, because it takes a while.
void LevelStore::load() {
  if (!loaded_) {
    loaded_ = true;
    scan(kSectorLevelsA);
    scan(kSectorLevelsB);
  }
}

// False when there is no record, or none that could have been written as a whole.
bool LevelStore::read_record(uint8_t sector, uint32_t offset, Record& record) {
  return offset + kHeaderSize <= kSectorSize && flash_.read(sector, offset, &record, kHeaderSize) &&
         record.count <= kMaxPins && offset + record.size() <= kSectorSize &&
         flash_.read(sector, offset + kHeaderSize, record.entries, record.size() - kHeaderSize);
}

void LevelStore::scan(uint8_t sector) {
  Record record;
  uint32_t offset = 0;
  while (read_record(sector, offset, record)) {
    if (record.sequence > sequence_ && record.check == check_of(record)) {
      sequence_ = record.sequence;
      newest_ = offset;
      saved_ = record.check;
      sector_ = sector;
    }
    offset += static_cast<uint32_t>(record.size());
  }
  if (sector_ == sector) {
    // What follows is free, or broken off.
    free_ = record.sequence == kErased && record.count == kErased && record.check == kErased ? offset : kSectorSize;
  }
}

}  // namespace iotdm
