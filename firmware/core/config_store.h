#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ports.h"

namespace iotdm {

constexpr uint16_t kMaxConfig = 2048;

// The configuration in flash: two slots, each one sector, so that a power cut at any moment leaves the old or the new
// one. A new one counts as proven only after it ran well; until then crashes are counted in its slot, and the last
// proven one is kept in the other.
class ConfigStore {
 public:
  static constexpr uint8_t kCrashesAllowed = 3;

  explicit ConfigStore(Flash& flash) : flash_(flash) {}

  // Finds the configuration to run. A crash counts against the one that ran, unless it is proven, and a third crash
  // returns from it for good: from the newest to the other one, from that to none. True when the crash was counted.
  bool begin(bool after_crash);

  // Stores a new configuration over the older slot, but never over a proven one while the present one is not. False
  // when the flash failed; the slot that is not written is kept then. `hash` is the document's CRC-32.
  bool save(std::string_view document, uint32_t revision, uint32_t hash);
  // Stores it in both slots and as proven, so that no return goes behind it.
  bool save_for_good(std::string_view document, uint32_t revision, uint32_t hash);

  // Reads the present configuration into `to`, kMaxConfig bytes; empty without one.
  std::string_view load(char* to);
  // The same of the other one, should the present one have to give way to it; empty when there is none or it crashed.
  std::string_view load_previous(char* to);
  // CRC-32 of what these found last: counting it again would take a tenth of the boot.
  uint32_t loaded_hash() const { return loaded_hash_; }
  // Runs that one, which load_previous() has found, until the next boot; the one that gives way counts as crashed.
  void return_to_previous();

  // Marks the present configuration as proven. Does nothing the second time.
  void prove();

  struct Mark {
    uint32_t revision;
    uint32_t hash;
  };
  // The configuration that crashed, until another one is saved.
  std::optional<Mark> crashed() const { return crashed_; }

 private:
  static constexpr uint32_t kMarked = 0;

  struct Header {
    uint32_t magic;
    uint32_t count;  // the higher one is the newer slot
    uint32_t size;
    uint32_t hash;  // CRC-32 of the document
    uint32_t revision;
    uint32_t check;  // CRC-32 of the words above
    // Words that are still erased after the save; a mark is a word with all bits programmed, so that one that a power
    // cut left half done is done again.
    uint32_t proven;
    uint32_t crashes[kCrashesAllowed];

    bool is_proven() const { return proven == kMarked; }
    bool has_crashed() const { return crashes[kCrashesAllowed - 1] == kMarked; }
  };

  static constexpr uint8_t kNoSlot = 0xFF;

  bool read_header(uint8_t slot, Header& header);
  // False when the slot holds no whole configuration.
  bool read_slot(uint8_t slot, Header& header);
  uint8_t other_slot() const { return static_cast<uint8_t>(1 - present_); }
  std::string_view load_document(uint8_t slot, const Header& header, char* to);
  bool mark(uint8_t slot, size_t offset);
  bool count_crash(uint8_t slot, Header& header);
  bool save_as(std::string_view document, uint32_t revision, uint32_t hash, bool proven);
  bool write_slot(uint8_t slot, std::string_view document, uint32_t revision, uint32_t hash, bool proven);

  Flash& flash_;
  uint8_t present_ = kNoSlot;
  uint32_t highest_count_ = 0;
  uint32_t loaded_hash_ = 0;
  bool proven_ = true;
  std::optional<Mark> crashed_;
};

}  // namespace iotdm
