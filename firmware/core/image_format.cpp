#include "image_format.h"

namespace iotdm {

namespace {

constexpr std::string_view kMagic = "IOTD";
constexpr uint8_t kFormat = 1;

// Where the parts of the footer begin.
constexpr size_t kFormatAt = 4;
constexpr size_t kLayoutAt = 5;
constexpr size_t kFirmwareAt = 6;
constexpr size_t kUnpackedAt = 28;

}  // namespace

std::optional<ImageFooter> read_footer(const std::array<uint8_t, kFooterSize>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.substr(0, kMagic.size()) != kMagic || bytes[kFormatAt] != kFormat) {
    return std::nullopt;
  }
  const std::string_view padded = text.substr(kFirmwareAt, kMaxFirmware);
  const std::string_view firmware = padded.substr(0, padded.find('\0'));
  if (!is_firmware_version(firmware)) {
    return std::nullopt;
  }
  ImageFooter footer;
  footer.layout_mb = bytes[kLayoutAt];
  footer.firmware.assign(firmware);
  footer.unpacked_size = read_uint32(bytes.data() + kUnpackedAt);
  return footer;
}

bool begins_like_image(const std::array<uint8_t, 2>& bytes) {
  return bytes[0] == 0xE9 || (bytes[0] == 0x1F && bytes[1] == 0x8B);
}

uint32_t read_uint32(const uint8_t* bytes) {
  uint32_t value = 0;
  for (uint8_t i = 4; i > 0; --i) {
    value = value << 8 | bytes[i - 1];
  }
  return value;
}

bool is_firmware_version(std::string_view text) {
  if (text.empty() || text.size() > kMaxFirmware) {
    return false;
  }
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '.' && c != '-' && c != '+') {
      return false;
    }
  }
  return true;
}

}  // namespace iotdm
