#include "words.h"

namespace iotdm {

std::string_view word_at(std::string_view words, uint8_t index) {
  for (; index > 0; --index) {
    const size_t space = words.find(' ');
    if (space == std::string_view::npos) {
      return {};
    }
    words.remove_prefix(space + 1);
  }
  return words.substr(0, words.find(' '));
}

int index_of_word(std::string_view words, std::string_view word) {
  for (uint8_t index = 0;; ++index) {
    const std::string_view candidate = word_at(words, index);
    if (candidate.empty()) {
      return -1;
    }
    if (candidate == word) {
      return index;
    }
  }
}

bool is_name(std::string_view text, uint8_t longest) {
  if (text.empty() || text.size() > longest) {
    return false;
  }
  for (const char c : text) {
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!allowed) {
      return false;
    }
  }
  return true;
}

}  // namespace iotdm
