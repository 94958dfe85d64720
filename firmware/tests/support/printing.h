#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "errors.h"

// How doctest prints what the tests compare.
namespace doctest {

template <>
struct StringMaker<std::string_view> {
  static String convert(std::string_view text) { return {text.data(), static_cast<unsigned>(text.size())}; }
};

template <>
struct StringMaker<iotdm::Error> {
  static String convert(iotdm::Error error) {
    return StringMaker<std::string_view>::convert(iotdm::error_word(error).view());
  }
};

template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += "\n  " + line;
    }
    return text.c_str();
  }
};

template <class T>
struct StringMaker<std::optional<T>> {
  static String convert(const std::optional<T>& value) { return value ? toString(*value) : String("nothing"); }
};

}  // namespace doctest
