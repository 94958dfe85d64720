#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "fixed_text.h"

namespace iotdm {

// An image as it is sent to a board; docs/update.md describes the format:
// image, plain or compressed · footer · signature of both · size of the signature.
constexpr size_t kFooterSize = 32;
constexpr size_t kSignatureSize = 256;
constexpr size_t kSealSize = kSignatureSize + 4;
constexpr size_t kTrailerSize = kFooterSize + kSealSize;
constexpr uint8_t kMaxFirmware = 22;

using FirmwareVersion = FixedText<kMaxFirmware>;

struct ImageFooter {
  uint8_t layout_mb = 0;
  FirmwareVersion firmware;
  uint32_t unpacked_size = 0;
};

// None when these are no footer, or one of a later format.
std::optional<ImageFooter> read_footer(const std::array<uint8_t, kFooterSize>& bytes);

// True for what the boot loader takes: an image of the ESP8266, or a gzip file.
bool begins_like_image(const std::array<uint8_t, 2>& bytes);

// Little-endian.
uint32_t read_uint32(const uint8_t* bytes);

// A version is 1 to kMaxFirmware letters, digits, dots, hyphens and plus signs.
bool is_firmware_version(std::string_view text);

}  // namespace iotdm
