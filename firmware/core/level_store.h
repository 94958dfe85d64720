#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kept_levels.h"
#include "pin_set.h"
#include "ports.h"

namespace iotdm {

// Keeps the levels of the pins: all of them in the memory that survives a restart, and those that want it in flash, at
// most once a minute, and where only counts differ every quarter of an hour. Levels belong to a role: a board that gets
// another one begins anew.
//
// The flash holds records in two sectors in turn: appended, so that a sector is erased only when it is full, and a
// power cut leaves the record before.
class LevelStore final : public KeptLevels {
 public:
  LevelStore(Flash& flash, RtcMemory& memory) : flash_(flash), memory_(memory) {}

  // `restarted`: the power was not away, so the memory is right.
  void begin(std::string_view role, bool restarted);
  // The role from now on.
  void assign(std::string_view role);

  Level before_restart(uint32_t pin) override;
  Level before_power_cut(uint32_t pin) override;

  // Call it often; `changed` when a level may have changed. What counts in silence is found out within a second.
  void follow(const PinSet& pins, bool changed, uint32_t now_ms);

 private:
  struct Entry {
    uint32_t pin;
    Level level;
  };

  // As it lies in both memories, with as many entries as it says.
  struct Record {
    uint32_t sequence = 0;
    uint32_t count = 0;
    uint32_t role = 0;  // as a checksum
    uint32_t check = 0;
    Entry entries[kMaxPins];

    size_t size() const { return offsetof(Record, entries) + count * sizeof(Entry); }
  };
  static_assert(sizeof(Record) == 16 + 12 * kMaxPins);

  static Level find(const Record& record, uint32_t pin);
  void collect(const PinSet& pins, PinSet::Levels which, Record& record) const;
  void look(const PinSet& pins, bool changed, uint32_t now_ms);
  void save_if_due(const PinSet& pins, uint32_t now_ms);
  static uint32_t check_of(const Record& record);
  bool save(Record& record);
  void load();
  void scan(uint8_t sector);
  bool read_record(uint8_t sector, uint32_t offset, Record& record);

  Flash& flash_;
  RtcMemory& memory_;
  uint32_t role_ = 0;
  bool restarted_ = false;
  bool loaded_ = false;
  bool due_ = false;
  bool count_due_ = false;
  bool waits_ = false;        // the last record is less than a minute old
  bool count_waits_ = false;  // it is less than a quarter of an hour old
  uint8_t sector_ = kSectorLevelsA;
  uint32_t sequence_ = 0;  // of the newest record; 0 without one
  uint32_t newest_ = 0;    // where it is
  uint32_t free_ = 0;      // where the next one goes
  uint32_t saved_ = 0;     // what it holds, as a checksum
  uint32_t saved_switched_ = 0;
  uint32_t saved_ms_ = 0;
  uint32_t kept_ = 0;  // what the other memory holds
  uint32_t looked_ms_ = 0;
};

}  // namespace iotdm
