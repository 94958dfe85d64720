#pragma once

#include <cstdint>
#include <type_traits>

// Constants that stay in flash. On the chip every other constant is copied to RAM at the start; these lie in a section
// that can only be read by whole aligned words. Elsewhere they are constants like any other. The section must not be
// one that holds code, so each place gives its own name.
#ifdef __XTENSA__
#define IOTDM_IN_FLASH(name) __attribute__((section(".irom.text.constants." name)))
#else
#define IOTDM_IN_FLASH(name)
#endif

namespace iotdm {

using FlashWord __attribute__((may_alias)) = uint32_t;

// A copy of a constant in flash.
template <class T>
T from_flash(const T* constant) {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % sizeof(FlashWord) == 0 &&
                alignof(T) >= alignof(FlashWord));
  T copy;
  // Volatile, or the compiler makes single bytes of the words of which it needs only a part.
  const volatile FlashWord* from = reinterpret_cast<const volatile FlashWord*>(constant);
  FlashWord* to = reinterpret_cast<FlashWord*>(&copy);
  for (uint32_t i = 0; i < sizeof(T) / sizeof(FlashWord); ++i) {
    to[i] = from[i];
  }
  return copy;
}

// Text in flash, as words; `size` of the literal with its closing zero.
template <uint32_t kSize>
struct TextInFlash {
  constexpr explicit TextInFlash(const char (&text)[kSize]) {
    for (uint32_t i = 0; i + 1 < kSize; ++i) {
      words[i / 4] |= static_cast<uint32_t>(static_cast<unsigned char>(text[i])) << (8 * (i % 4));
    }
  }

  // Zero behind the end.
  char at(uint32_t index) const {
    return index + 1 < kSize ? static_cast<char>(from_flash(&words[index / 4]) >> (8 * (index % 4))) : '\0';
  }

  uint32_t words[(kSize + 3) / 4] = {};
};

}  // namespace iotdm
