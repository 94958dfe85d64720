#include "boot_counter.h"

#include "crc32.h"

namespace iotdm {

namespace {

constexpr uint32_t kErased = 0xFFFFFFFF;

}  // namespace

uint32_t BootCounter::count() {
  uint32_t highest_a = 0;
  uint32_t highest_b = 0;
  const uint32_t free_a = scan(kSectorBootsA, highest_a);
  const uint32_t free_b = scan(kSectorBootsB, highest_b);
  const bool newest_in_b = highest_b > highest_a;
  uint8_t sector = newest_in_b ? kSectorBootsB : kSectorBootsA;
  uint32_t offset = newest_in_b ? free_b : free_a;
  if (offset == Flash::kSectorSize) {
    sector = newest_in_b ? kSectorBootsA : kSectorBootsB;
    offset = 0;
    flash_.erase(sector);
  }
  Record record;
  record.boot = (newest_in_b ? highest_b : highest_a) + 1;
  record.check = crc32(&record.boot, sizeof(record.boot));
  flash_.program(sector, offset, &record, sizeof(record));
  return record.boot;
}

uint32_t BootCounter::scan(uint8_t sector, uint32_t& highest) {
  Record records[16];
  for (uint32_t offset = 0; offset < Flash::kSectorSize; offset += sizeof(records)) {
    if (!flash_.read(sector, offset, records, sizeof(records))) {
      return Flash::kSectorSize;
    }
    for (uint32_t i = 0; i < sizeof(records) / sizeof(records[0]); ++i) {
      const Record& record = records[i];
      if (record.boot == kErased && record.check == kErased) {
        return offset + i * static_cast<uint32_t>(sizeof(Record));
      }
      const bool whole = record.check == crc32(&record.boot, sizeof(record.boot));
      if (whole && record.boot > highest) {
        highest = record.boot;
      }
    }
  }
  return Flash::kSectorSize;
}

}  // namespace iotdm
