#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace iotdm {

// A short text that owns its characters. What does not fit is cut off, so check the length before.
template <uint8_t kCapacity>
class FixedText {
 public:
  static constexpr uint8_t kLongest = kCapacity;

  FixedText() = default;
  explicit FixedText(std::string_view text) { assign(text); }

  void assign(std::string_view text) { size_ = static_cast<uint8_t>(text.copy(characters_.data(), kCapacity)); }

  // False when it is full.
  bool append(char c) {
    if (size_ == kCapacity) {
      return false;
    }
    characters_[size_++] = c;
    return true;
  }

  std::string_view view() const { return {characters_.data(), size_}; }
  bool empty() const { return size_ == 0; }
  bool operator==(const FixedText& other) const { return view() == other.view(); }

 private:
  std::array<char, kCapacity> characters_{};
  uint8_t size_ = 0;
};

}  // namespace iotdm
