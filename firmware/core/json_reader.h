#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace iotdm {

// One value of a message, as its own text: `true`, `"up"`, `{"on":true}`. Strings with escapes equal no word of the
// protocol, so they are never unescaped.
class JsonText {
 public:
  JsonText() = default;
  explicit JsonText(std::string_view raw) : raw_(raw) {}

  std::string_view raw() const { return raw_; }
  bool present() const { return !raw_.empty(); }
  bool is_null() const { return raw_ == "null"; }
  bool is_object() const { return present() && raw_.front() == '{'; }
  bool is_array() const { return present() && raw_.front() == '['; }

  std::optional<bool> boolean() const;
  // Without the quotes; empty also when this is no string.
  std::string_view text() const;
  // A whole number of 32 bits without sign; 5 may be written as 5.0.
  std::optional<uint32_t> number() const;
  // A number in thousandths; none when it has more than three decimals, an exponent, or does not fit.
  std::optional<int32_t> thousandths() const;
  // A whole number with or without a sign; none when it is not within ±2,147,483,647.
  std::optional<int32_t> whole() const;
  // The same, the number within bounds, into what stays as it is otherwise; false then.
  bool read(bool& flag) const;
  bool read(uint32_t& number, uint32_t lowest, uint32_t highest) const;
  // A string of just so many lower-case hex digits, at most 8.
  std::optional<uint32_t> hex(uint8_t digits) const;
  // 0xRRGGBB.
  std::optional<uint32_t> colour() const { return hex(6); }

 private:
  std::string_view raw_;
};

struct JsonMember {
  std::string_view key;  // empty in an array
  JsonText value;
};

// Walks the members of one object or array by matching braces. Needs no memory, so it serves documents of any size.
class JsonWalker {
 public:
  explicit JsonWalker(JsonText container);

  // Goes on to the next member; false at the end or at the first mistake.
  bool next();
  const JsonMember& member() const { return member_; }
  std::string_view key() const { return member_.key; }
  JsonText value() const { return member_.value; }
  // True when the walk came to the end of a container without a mistake in its braces, quotes and commas.
  bool complete() const { return state_ == State::kComplete; }

 private:
  enum class State : uint8_t { kFirst, kMore, kComplete, kBroken };

  const char* read_key(const char* at);

  const char* at_;
  const char* end_;
  JsonMember member_;
  char closing_;
  State state_;
};

// One small object that was checked as a whole, with all that is in its values.
class JsonObject {
 public:
  // Keys and values.
  static constexpr uint8_t kMaxTokens = 48;

  // False when `text` is no valid JSON object, has more than kMaxTokens tokens or nests deeper than 4. Such an object
  // has no members.
  bool parse(JsonText text);
  // Its members, in their order.
  JsonWalker members() const { return JsonWalker(text_); }
  // Not present when there is no such member.
  JsonText find(std::string_view key) const;
  JsonText find(const char* key) const;
  // What the member says; empty or 0 when it says something else, or there is none.
  std::string_view text(const char* key) const;
  uint32_t number(const char* key) const;

 private:
  JsonText text_;
};

// Shows `read` each member of one small object until it refuses one. False then, and when `text` is no whole object.
// Does not look into its values: the message that it came in was checked as a whole.
bool read_members(JsonText text, bool (*read)(void* reader, const JsonMember& member), void* reader);

template <class Reader>
bool read_members(JsonText text, Reader& reader) {
  return read_members(
      text, [](void* to, const JsonMember& member) { return static_cast<Reader*>(to)->read(member); }, &reader);
}

}  // namespace iotdm
