#pragma once

#include <cstdint>
#include <type_traits>

#include "name_hash.h"

// Constants that stay in flash. On the chip every other constant is copied to RAM at the start; these lie in a section
// that can only be read by whole aligned words. For the linker of a host it is a section like any other. It must not be
// one that holds code, so each place gives its own name.
#ifdef __ELF__
#define IOTDM_IN_FLASH(name) __attribute__((section(".irom.text.constants." name)))
#else
#define IOTDM_IN_FLASH(name)
#endif

namespace iotdm {

// A word of a constant in flash that is read when it is used.
template <class T>
struct FlashValue {
  static_assert(std::is_scalar_v<T> && sizeof(T) >= sizeof(uint32_t));

  operator T() const {
    T copy = value;
    // The compiler must not see what becomes of it, or it reads only those bytes of the word that it needs.
    asm("" : "+r"(copy));
    return copy;
  }

  T value;
};

// Text in flash, as words; `kSize` has room for a closing zero.
template <uint32_t kSize>
class TextInFlash {
 public:
  template <uint32_t kLiteral>
  constexpr TextInFlash(const char (&text)[kLiteral]) : hash_{name_hash({text, kLiteral - 1})} {
    static_assert(kLiteral <= kSize);
    for (uint32_t i = 0; i < kLiteral; ++i) {
      words_[i / 4].value |= static_cast<uint32_t>(static_cast<unsigned char>(text[i])) << (8 * (i % 4));
    }
  }

  // Zero behind the end.
  char at(uint32_t index) const {
    return index < kSize ? static_cast<char>(words_[index / 4] >> (8 * (index % 4))) : '\0';
  }
  uint32_t hash() const { return hash_; }

 private:
  FlashValue<uint32_t> hash_;
  FlashValue<uint32_t> words_[(kSize + 3) / 4] = {};
};

}  // namespace iotdm
