#include "image_file.h"

#include <fstream>

#include "image_format.h"

namespace iotdm::host {

namespace {

// What a chip with 4 MB has for the image that it runs and the one that it receives.
constexpr uint32_t kSpace = 1044464;

}  // namespace

ImageFile::ImageFile(const std::filesystem::path& directory)
    : booted_(directory / "image.bin"), received_(directory / "image.new") {}

ImageSink::Result ImageFile::begin(uint32_t size) {
  if (size > kSpace) {
    return Result::kTooBig;
  }
  file_.reset(std::fopen(received_.c_str(), "w+b"));
  return file_ ? Result::kOk : Result::kFailed;
}

bool ImageFile::write(const void* bytes, size_t size) {
  return std::fseek(file_.get(), 0, SEEK_END) == 0 && std::fwrite(bytes, 1, size, file_.get()) == size;
}

bool ImageFile::read(uint32_t offset, void* to, size_t size) {
  return std::fseek(file_.get(), static_cast<long>(offset), SEEK_SET) == 0 &&
         std::fread(to, 1, size, file_.get()) == size;
}

ImageSink::Result ImageFile::finish(uint32_t size, uint32_t unpacked_size) {
  if (unpacked_size > kSpace - size) {
    return Result::kTooBig;
  }
  file_.reset();
  // Renamed when it is whole, so that a power cut leaves one or the other.
  std::error_code error;
  std::filesystem::resize_file(received_, size, error);
  if (!error) {
    std::filesystem::rename(received_, booted_, error);
  }
  return error ? Result::kFailed : Result::kOk;
}

void ImageFile::abort() {
  file_.reset();
  std::error_code error;
  std::filesystem::remove(received_, error);
}

std::string ImageFile::firmware() const {
  std::ifstream file(booted_, std::ios::binary);
  std::array<uint8_t, kFooterSize> last{};
  file.seekg(-static_cast<std::streamoff>(last.size()), std::ios::end);
  file.read(reinterpret_cast<char*>(last.data()), static_cast<std::streamsize>(last.size()));
  const auto footer = read_footer(last);
  return footer ? std::string(footer->firmware.view()) : std::string();
}

}  // namespace iotdm::host
