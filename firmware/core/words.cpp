#include "words.h"

namespace iotdm {

std::string_view word_at(const char* words, uint8_t index) {
  for (;; --index) {
    const char* end = words;
    while (*end != ' ' && *end != '\0') {
      ++end;
    }
    if (index == 0) {
      return {words, static_cast<size_t>(end - words)};
    }
    if (*end == '\0') {
      return {};
    }
    words = end + 1;
  }
}

int index_of_word(const char* words, std::string_view word) {
  for (int index = 0; *words != '\0'; ++index) {
    const std::string_view candidate = word_at(words, 0);
    if (candidate == word) {
      return index;
    }
    words += candidate.size();
    words += *words == ' ' ? 1 : 0;
  }
  return -1;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

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
