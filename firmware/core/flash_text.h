#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace iotdm {

// A long text that stays in flash. On the chip a constant costs RAM, unless it lies in a section that can only be read
// by whole aligned words; so each layer says where the text lies and how it is copied from there.
class FlashText {
 public:
  using Copy = void (*)(void* to, const void* from, size_t size);

  FlashText(const char* text, size_t size, Copy copy) : text_(text), size_(size), copy_(copy) {}

  size_t size() const { return size_; }
  void read(size_t offset, char* to, size_t size) const { copy_(to, text_ + offset, size); }

 private:
  const char* text_;
  size_t size_;
  Copy copy_;
};

// The characters of a text as an object, which the layer puts where it wants them.
template <size_t kSize>
struct FlashCharacters {
  explicit constexpr FlashCharacters(std::string_view text) {
    for (size_t i = 0; i < kSize; ++i) {
      characters[i] = text[i];
    }
  }

  alignas(uint32_t) char characters[kSize] = {};
};

}  // namespace iotdm
