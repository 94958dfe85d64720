#include "fake_update.h"

#include <algorithm>

#include "crc32.h"
#include "heap_watch.h"

namespace iotdm::test {

namespace {

std::string little_endian(uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>(value >> shift);
  }
  return bytes;
}

}  // namespace

std::string TestImage::file() const {
  std::string footer = magic + format + layout_mb + firmware;
  footer.resize(28, '\0');
  footer += little_endian(unpacked_size);
  std::string all = begin;
  for (size_t i = all.size(); i + 292 < size; ++i) {
    all += static_cast<char>(i % 251);
  }
  return all + footer + std::string(256, 'S') + little_endian(signature_size);
}

Sha256 fake_hash(std::string_view bytes) {
  Sha256 hash{};
  const std::string crc = little_endian(crc32(bytes.data(), bytes.size()));
  for (size_t i = 0; i < hash.size(); ++i) {
    hash[i] = static_cast<uint8_t>(static_cast<uint8_t>(crc[i % 4]) + i);
  }
  return hash;
}

std::string hex(const Sha256& hash) {
  std::string text;
  for (const uint8_t byte : hash) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

void FakeDownloader::start(std::string_view where) {
  const PortScope outside_the_core;
  url = where;
  taken_ = 0;
  ++starts;
}

Downloader::State FakeDownloader::state() {
  if (unreachable) {
    return State::kUnreachable;
  }
  if (refuses) {
    return State::kRefused;
  }
  if (!connects) {
    return State::kConnecting;
  }
  return ends && budget >= content.size() ? State::kEnded : State::kReceiving;
}

size_t FakeDownloader::read(void* to, size_t size) {
  const size_t arrived = connects ? std::min(budget, content.size()) : 0;
  const size_t taken = std::min({size, piece_size, arrived - taken_});
  content.copy(static_cast<char*>(to), taken, taken_);
  taken_ += taken;
  return taken;
}

void FakeDownloader::abort() { ++aborts; }

ImageSink::Result FakeImageSink::begin(uint32_t size) {
  const PortScope outside_the_core;
  if (size > space) {
    return Result::kTooBig;
  }
  stored.clear();
  ++begun;
  return fails_at == 0 ? Result::kFailed : Result::kOk;
}

bool FakeImageSink::write(const void* bytes, size_t size) {
  const PortScope outside_the_core;
  stored.append(static_cast<const char*>(bytes), size);
  return stored.size() < fails_at;
}

bool FakeImageSink::read(uint32_t offset, void* to, size_t size) {
  return !fails_reads && stored.copy(static_cast<char*>(to), size, offset) == size;
}

ImageSink::Result FakeImageSink::finish(uint32_t size, uint32_t unpacked_size) {
  const PortScope outside_the_core;
  if (size + unpacked_size > space) {
    return Result::kTooBig;
  }
  if (fails_finish) {
    return Result::kFailed;
  }
  booted = stored.substr(0, size);
  return Result::kOk;
}

void FakeImageSink::abort() { ++aborts; }

void FakeImageVerifier::begin() { added.clear(); }

void FakeImageVerifier::add(const void* bytes, size_t size) {
  const PortScope outside_the_core;
  added.append(static_cast<const char*>(bytes), size);
  ++pieces;
}

bool FakeImageVerifier::is_signed(const Sha256& hash, const void* signature) {
  const PortScope outside_the_core;
  asked = hash;
  return key_fits && std::string(static_cast<const char*>(signature), 256) == std::string(256, 'S');
}

}  // namespace iotdm::test
