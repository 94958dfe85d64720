#include "config_store.h"

#include <cstddef>

#include "crc32.h"
#include "sector_content.h"

namespace iotdm {

namespace {

constexpr uint32_t kMagic = 0x444d4f49;  // "IOMD"
constexpr uint8_t kSlots = 2;
// Behind the header, with room for more marks.
constexpr size_t kDocumentOffset = 64;

constexpr uint8_t sector_of(uint8_t slot) { return slot == 0 ? kSectorConfigA : kSectorConfigB; }

}  // namespace

bool ConfigStore::begin(bool after_crash) {
  Header headers[kSlots];
  bool counted = false;
  present_ = 0;
  for (uint8_t slot = 0; slot < kSlots; ++slot) {
    if (!read_slot(slot, headers[slot])) {
      headers[slot].count = 0;  // what was saved counts from 1
    }
    if (headers[slot].count > headers[present_].count) {
      present_ = slot;
    }
  }
  highest_count_ = headers[present_].count;
  // The newest, or the other one when that has crashed.
  for (uint8_t tries = 0; tries < kSlots && headers[present_].count > 0; ++tries) {
    Header& header = headers[present_];
    proven_ = header.is_proven();
    if (after_crash && !header.has_crashed()) {
      // This one ran; the crash counts against no other.
      after_crash = false;
      if (!proven_) {
        counted = count_crash(present_, header);
      }
    }
    if (!header.has_crashed()) {
      return counted;
    }
    if (!crashed_) {
      crashed_ = Mark{header.revision, header.hash};
    }
    present_ = other_slot();
  }
  present_ = kNoSlot;
  proven_ = true;
  return counted;
}

bool ConfigStore::read_header(uint8_t slot, Header& header) {
  if (!flash_.read(sector_of(slot), 0, &header, sizeof(header))) {
    return false;
  }
  return header.magic == kMagic && header.size <= kMaxConfig && header.check == crc32(&header, offsetof(Header, check));
}

bool ConfigStore::read_slot(uint8_t slot, Header& header) {
  if (!read_header(slot, header)) {
    return false;
  }
  return content_hash(flash_, sector_of(slot), kDocumentOffset, header.size) == header.hash;
}

bool ConfigStore::mark(uint8_t slot, size_t offset) {
  const uint32_t word = kMarked;
  return flash_.program(sector_of(slot), offset, &word, sizeof(word));
}

// False when the flash failed.
bool ConfigStore::count_crash(uint8_t slot, Header& header) {
  uint8_t i = 0;
  while (header.crashes[i] == kMarked) {
    ++i;
  }
  if (!mark(slot, offsetof(Header, crashes) + i * sizeof(uint32_t))) {
    return false;
  }
  header.crashes[i] = kMarked;
  return true;
}

bool ConfigStore::save(std::string_view document, uint32_t revision, uint32_t hash) {
  return save_as(document, revision, hash, false);
}

bool ConfigStore::save_for_good(std::string_view document, uint32_t revision, uint32_t hash) {
  if (!save_as(document, revision, hash, true)) {
    return false;
  }
  // That copy decides: it is proven, so nothing returns behind it. Where the second one fails, the first still counts.
  save_as(document, revision, hash, true);
  return true;
}

bool ConfigStore::save_as(std::string_view document, uint32_t revision, uint32_t hash, bool proven) {
  Header other;
  if (!proven_ && read_slot(other_slot(), other) && other.is_proven()) {
    // The one to return to must survive, so the new one replaces the present one. Should that fail, the proven one is
    // all that is left.
    present_ = other_slot();
    proven_ = true;
  }
  const uint8_t target = present_ == kNoSlot ? 0 : other_slot();
  if (!write_slot(target, document, revision, hash, proven)) {
    return false;
  }
  present_ = target;
  ++highest_count_;
  proven_ = proven;
  crashed_.reset();
  return true;
}

bool ConfigStore::write_slot(uint8_t slot, std::string_view document, uint32_t revision, uint32_t hash, bool proven) {
  const uint8_t sector = sector_of(slot);
  if (document.size() > kMaxConfig || !flash_.erase(sector)) {
    return false;
  }
  ContentWriter content(flash_, sector, kDocumentOffset);
  content.add(document);
  if (!content.finish()) {
    return false;
  }
  Header header;
  header.magic = kMagic;
  header.count = highest_count_ + 1;
  header.size = content.size();
  header.hash = hash;
  header.revision = revision;
  header.check = crc32(&header, offsetof(Header, check));
  if (proven && !mark(slot, offsetof(Header, proven))) {
    return false;
  }
  // Last, so that a slot with a header is whole.
  if (!flash_.program(sector, 0, &header, offsetof(Header, proven))) {
    return false;
  }
  Header written;
  return read_slot(slot, written);
}

std::string_view ConfigStore::load(char* to) {
  Header header;
  if (present_ == kNoSlot || !read_header(present_, header)) {
    return {};
  }
  return load_document(present_, header, to);
}

std::string_view ConfigStore::load_previous(char* to) {
  Header header;
  if (present_ == kNoSlot || !read_slot(other_slot(), header) || header.has_crashed()) {
    return {};
  }
  return load_document(other_slot(), header, to);
}

std::string_view ConfigStore::load_document(uint8_t slot, const Header& header, char* to) {
  if (!flash_.read(sector_of(slot), kDocumentOffset, to, (header.size + 3) & ~3U)) {
    return {};
  }
  loaded_hash_ = header.hash;
  return {to, header.size};
}

void ConfigStore::return_to_previous() {
  Header header;
  if (read_header(present_, header)) {
    crashed_ = Mark{header.revision, header.hash};
  }
  present_ = other_slot();
  // So that the next one replaces the one that crashed.
  proven_ = true;
}

void ConfigStore::prove() {
  if (proven_) {
    return;
  }
  proven_ = true;
  mark(present_, offsetof(Header, proven));
}

}  // namespace iotdm
