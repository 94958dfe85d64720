#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "ports.h"

namespace iotdm::host {

// The place for images in a directory: `image.bin` is what boots, `image.new` what is being received.
class ImageFile final : public ImageSink {
 public:
  explicit ImageFile(const std::filesystem::path& directory);

  Result begin(uint32_t size) override;
  bool write(const void* bytes, size_t size) override;
  bool read(uint32_t offset, void* to, size_t size) override;
  Result finish(uint32_t size, uint32_t unpacked_size) override;
  void abort() override;

  // The version in the footer of what boots; empty without an update so far.
  std::string firmware() const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::filesystem::path booted_;
  std::filesystem::path received_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace iotdm::host
