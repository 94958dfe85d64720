#pragma once

#include <cstdint>
#include <string_view>

namespace iotdm {

// A closed vocabulary is one string of words with a space between: on the chip, constant data costs RAM, and a string
// is smaller than a table of pointers.

// The word at `index`, counted from 0; empty behind the last one.
std::string_view word_at(const char* words, uint8_t index);

// The index of `word`, or -1. Also the shortest way to tell many words apart: switch over the index.
int index_of_word(const char* words, std::string_view word);

// The value of a hexadecimal digit, of which only the lower-case ones count; or -1.
int hex_digit(char c);

bool starts_with(std::string_view text, std::string_view start);

// True for 1 to `longest` characters of [a-z0-9]: keys, roles, ids and managers look like this.
bool is_name(std::string_view text, uint8_t longest);

}  // namespace iotdm
