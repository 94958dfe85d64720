#pragma once

#include <cstdint>

#include "ports.h"
#include "site.h"

namespace iotdm {

// The site in flash: two sectors in turn, so that a power cut at any moment leaves the old one or the new one. A record
// that a flashing step has put into one of them, kSectorSiteA, counts before whatever an earlier life left in the
// other. docs/site.md describes the record.
class SiteStore {
 public:
  explicit SiteStore(Flash& flash) : flash_(flash) {}

  // Finds the site.
  void begin();
  // Null when none is stored.
  const Site* site() const { return present_ == kNowhere ? nullptr : &site_; }

  // Stores a network; the first one is the one in use. False when the flash failed: the site is as it was then.
  bool store(uint8_t slot, const Network& network);
  // Makes the network of this slot, which is there, the one in use.
  bool use(uint8_t slot);

 private:
  static constexpr uint8_t kCopies = 2;
  static constexpr uint8_t kNowhere = 0xFF;

  struct Header {
    uint32_t magic;
    uint32_t count;  // the higher one is the newer copy
    uint32_t size;
    uint32_t hash;   // CRC-32 of the content
    uint32_t check;  // CRC-32 of the words above
    // All bits set in what a flashing step writes, until another copy takes over; otherwise programmed.
    uint32_t taken_over;

    bool is_new() const { return taken_over != 0; }
  };

  bool read_header(uint8_t copy, Header& header);
  // Reads a whole copy; false, with anything in the site, when it is none that this firmware can use.
  bool load(uint8_t copy, uint32_t size);
  bool save();
  bool write(uint8_t copy);
  bool take_over(uint8_t copy);

  Flash& flash_;
  uint8_t present_ = kNowhere;
  bool new_ = false;
  uint32_t highest_count_ = 0;
  Site site_;
};

}  // namespace iotdm
