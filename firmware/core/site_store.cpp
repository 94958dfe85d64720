#include "site_store.h"

#include <cstddef>

#include "crc32.h"
#include "sector_content.h"

namespace iotdm {

namespace {

// "IMS1"; another version of the content gets another digit.
constexpr uint32_t kMagic = 0x31534d49;
// Behind the header, with room for more of it.
constexpr size_t kContentOffset = 64;
constexpr uint32_t kLongestContent = Flash::kSectorSize - kContentOffset;
// Kept for options; there are none yet.
constexpr uint8_t kNoOptions = 0;

constexpr uint8_t sector_of(uint8_t copy) { return copy == 0 ? kSectorSiteA : kSectorSiteB; }

// Sums up what it writes.
class SiteWriter {
 public:
  SiteWriter(Flash& flash, uint8_t sector) : content_(flash, sector, kContentOffset) {}

  void add(std::string_view bytes) {
    hash_ = crc32(bytes.data(), bytes.size(), hash_);
    content_.add(bytes);
  }
  bool finish() { return content_.finish(); }
  uint32_t size() const { return content_.size(); }
  uint32_t hash() const { return hash_; }

 private:
  ContentWriter content_;
  uint32_t hash_ = 0;
};

void add_byte(SiteWriter& content, uint8_t byte) {
  const auto character = static_cast<char>(byte);
  content.add({&character, 1});
}

void add_text(SiteWriter& content, std::string_view text) {
  add_byte(content, static_cast<uint8_t>(text.size()));
  content.add(text);
}

void add_network(SiteWriter& content, const Network& network) {
  add_text(content, network.ssid.view());
  add_text(content, network.psk.view());
  add_text(content, network.host.view());
  add_byte(content, static_cast<uint8_t>(network.port & 0xFF));
  add_byte(content, static_cast<uint8_t>(network.port >> 8));
  add_text(content, network.user.view());
  add_text(content, network.password.view());
}

bool read_byte(ContentReader& content, uint8_t& byte) {
  char character = 0;
  const bool read = content.read(&character, 1);
  byte = static_cast<uint8_t>(character);
  return read;
}

bool read_text(ContentReader& content, SiteText& text) {
  char characters[SiteText::kLongest];
  uint8_t size = 0;
  if (!read_byte(content, size) || size > sizeof(characters) || !content.read(characters, size)) {
    return false;
  }
  text.assign({characters, size});
  return true;
}

bool read_network(ContentReader& content, Network& network) {
  uint8_t low = 0;
  uint8_t high = 0;
  const bool read = read_text(content, network.ssid) && read_text(content, network.psk) &&
                    read_text(content, network.host) && read_byte(content, low) && read_byte(content, high) &&
                    read_text(content, network.user) && read_text(content, network.password);
  network.port = static_cast<uint16_t>(low | high << 8);
  return read && check(network) == NetworkError::kNone;
}

}  // namespace

void SiteStore::begin() {
  Header headers[kCopies];
  bool whole[kCopies];
  highest_count_ = 0;
  for (uint8_t copy = 0; copy < kCopies; ++copy) {
    Header& header = headers[copy];
    whole[copy] = read_header(copy, header);
    if (whole[copy] && header.count > highest_count_) {
      highest_count_ = header.count;
    }
  }
  const auto is_before = [&](uint8_t one, uint8_t other) {
    if (!whole[one] || !whole[other]) {
      return whole[one];
    }
    return headers[one].is_new() != headers[other].is_new() ? headers[one].is_new()
                                                            : headers[one].count >= headers[other].count;
  };
  const uint8_t first = is_before(0, 1) ? 0 : 1;
  present_ = kNowhere;
  for (const uint8_t copy : {first, static_cast<uint8_t>(1 - first)}) {
    if (whole[copy] && load(copy, headers[copy].size)) {
      present_ = copy;
      new_ = headers[copy].is_new();
      return;
    }
  }
}

bool SiteStore::read_header(uint8_t copy, Header& header) {
  if (!flash_.read(sector_of(copy), 0, &header, sizeof(header))) {
    return false;
  }
  const bool sound = header.magic == kMagic && header.check == crc32(&header, offsetof(Header, check));
  return sound && header.size <= kLongestContent &&
         content_hash(flash_, sector_of(copy), kContentOffset, header.size) == header.hash;
}

bool SiteStore::load(uint8_t copy, uint32_t size) {
  ContentReader content(flash_, sector_of(copy), kContentOffset, size);
  uint8_t options = 0;
  site_ = Site{};
  if (!read_byte(content, site_.use) || site_.use >= Site::kSlots || !read_byte(content, options)) {
    return false;
  }
  for (auto& network : site_.networks) {
    uint8_t present = 0;
    if (!read_byte(content, present)) {
      return false;
    }
    if (present != 0 && !read_network(content, network.emplace())) {
      return false;
    }
  }
  return site_.networks[site_.use].has_value() && content.at_end();
}

bool SiteStore::store(uint8_t slot, const Network& network) {
  if (present_ == kNowhere) {
    site_ = Site{};
    site_.use = slot;
  }
  const auto before = site_.networks[slot];
  site_.networks[slot] = network;
  if (save()) {
    return true;
  }
  site_.networks[slot] = before;
  return false;
}

bool SiteStore::use(uint8_t slot) {
  const uint8_t before = site_.use;
  site_.use = slot;
  if (save()) {
    return true;
  }
  site_.use = before;
  return false;
}

bool SiteStore::save() {
  const auto target = static_cast<uint8_t>(present_ == 0 ? 1 : 0);
  if (!write(target)) {
    return false;
  }
  // From here on the written copy counts; until here the old one does.
  if (present_ != kNowhere && new_ && !take_over(present_)) {
    return false;
  }
  present_ = target;
  new_ = false;
  ++highest_count_;
  return true;
}

bool SiteStore::write(uint8_t copy) {
  const uint8_t sector = sector_of(copy);
  if (!flash_.erase(sector)) {
    return false;
  }
  SiteWriter content(flash_, sector);
  add_byte(content, site_.use);
  add_byte(content, kNoOptions);
  for (const auto& network : site_.networks) {
    add_byte(content, network ? 1 : 0);
    if (network) {
      add_network(content, *network);
    }
  }
  if (!content.finish() || !take_over(copy)) {
    return false;
  }
  Header header;
  header.magic = kMagic;
  header.count = highest_count_ + 1;
  header.size = content.size();
  header.hash = content.hash();
  header.check = crc32(&header, offsetof(Header, check));
  // Last, so that a copy with a header is whole.
  Header written;
  return flash_.program(sector, 0, &header, offsetof(Header, taken_over)) && read_header(copy, written);
}

bool SiteStore::take_over(uint8_t copy) {
  const uint32_t word = 0;
  return flash_.program(sector_of(copy), offsetof(Header, taken_over), &word, sizeof(word));
}

}  // namespace iotdm
