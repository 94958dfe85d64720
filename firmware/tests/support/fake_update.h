#pragma once

#include <optional>
#include <string>

#include "ports.h"

namespace iotdm::test {

// A file for a board of 4 MB, as scripts/sign-image makes it, but with a signature of nothing but `S`.
struct TestImage {
  std::string begin = "\xE9";
  size_t size = 1000;
  std::string magic = "IOTD";
  char format = 1;
  char layout_mb = 4;
  std::string firmware = "0.2.0";
  uint32_t unpacked_size = 708;
  uint32_t signature_size = 256;

  std::string file() const;
};

// Stands for SHA-256 where only equal or different matters.
Sha256 fake_hash(std::string_view bytes);
std::string hex(const Sha256& hash);

// The server and the way to it. What it sends arrives in pieces of `piece_size`, at most `budget` bytes of it.
class FakeDownloader final : public Downloader {
 public:
  void start(std::string_view url) override;
  State state() override;
  std::optional<uint32_t> announced_size() override { return announced; }
  size_t read(void* to, size_t size) override;
  void abort() override;

  std::string content;
  std::optional<uint32_t> announced;
  size_t piece_size = std::string::npos;
  // More of it arrives when this grows.
  size_t budget = std::string::npos;
  bool unreachable = false;
  bool refuses = false;
  bool connects = true;
  // Whether the connection ends behind the content.
  bool ends = true;

  std::string url;
  uint32_t starts = 0;
  uint32_t aborts = 0;

 private:
  size_t taken_ = 0;
};

// The memory for the new image.
class FakeImageSink final : public ImageSink {
 public:
  Result begin(uint32_t size) override;
  bool write(const void* bytes, size_t size) override;
  bool read(uint32_t offset, void* to, size_t size) override;
  Result finish(uint32_t size, uint32_t unpacked_size) override;
  void abort() override;

  size_t space = 1000000;
  size_t fails_at = std::string::npos;
  bool fails_reads = false;
  bool fails_finish = false;

  std::string stored;
  uint32_t begun = 0;
  uint32_t aborts = 0;
  // What the next boot takes; empty for the old image.
  std::string booted;
};

class FakeImageVerifier final : public ImageVerifier {
 public:
  void begin() override;
  void add(const void* bytes, size_t size) override;
  Sha256 hash() override { return says ? *says : fake_hash(added); }
  bool is_signed(const Sha256& hash, const void* signature) override;

  bool key_fits = true;
  // What every hash is, whatever was added.
  std::optional<Sha256> says;

  std::string added;
  // The hash whose signature was asked for.
  std::optional<Sha256> asked;
  uint32_t pieces = 0;
};

}  // namespace iotdm::test
