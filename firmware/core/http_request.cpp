#include "http_request.h"

#include "words.h"

namespace iotdm {

namespace {

// In the order of kHeaders.
enum Header : int8_t { kHost, kOrigin, kContentLength, kContentType, kTransferEncoding };
constexpr char kHeaders[] = "host origin content-length content-type transfer-encoding";

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";
constexpr uint16_t kTooLong = 0xFFFF;

bool is_control(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return (byte < 0x20 && c != '\r' && c != '\t') || byte == 0x7F;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

HttpRequest::State HttpRequest::add(char c) {
  if (++length_ > kMaxHead) {
    state_ = State::kTooLong;
  } else if (c == '\n') {
    end_line();
  } else if (is_control(c)) {
    state_ = State::kBroken;
  } else if (c == ' ' && part_ < Part::kVersion) {
    end_word();
  } else if (c == ':' && part_ == Part::kName) {
    header_ = word_cut_ ? -1 : static_cast<int8_t>(index_of_word(kHeaders, word_.view()));
    part_ = Part::kValue;
    word_.assign({});
    word_cut_ = false;
  } else if (c != '\r') {
    add_to_word(c);
  }
  return state_;
}

void HttpRequest::add_to_word(char c) {
  // Space in front of a value belongs to nothing; in front of a name it would continue the line before.
  const bool space = c == ' ' || c == '\t';
  if (word_.empty() && space) {
    state_ = part_ == Part::kName ? State::kBroken : state_;
    return;
  }
  word_cut_ = !word_.append(part_ < Part::kName ? c : lower(c)) || word_cut_;
}

// A word of the request line.
void HttpRequest::end_word() {
  if (part_ == Part::kMethod) {
    method_ = static_cast<Method>(index_of_word("GET HEAD POST", word_.view()) + 1);
    part_ = Part::kTarget;
  } else if (part_ == Part::kTarget) {
    root_ = word_.view() == "/" || starts_with(word_.view(), "/?");
    search_ = word_.view() == "/?search";
    part_ = Part::kVersion;
  }
  word_.assign({});
  word_cut_ = false;
}

void HttpRequest::end_line() {
  switch (part_) {
    case Part::kMethod:
    case Part::kTarget:
      state_ = State::kBroken;
      break;
    case Part::kVersion:
      state_ = starts_with(word_.view(), "HTTP/1.") ? state_ : State::kBroken;
      break;
    case Part::kName:
      // An empty line ends the head; a name without a value is none.
      state_ = word_.empty() ? State::kComplete : State::kBroken;
      break;
    case Part::kValue:
      end_header();
      break;
  }
  // With an encoding, the length means nothing.
  has_length_ = has_length_ && !encoded_;
  part_ = Part::kName;
  word_.assign({});
  word_cut_ = false;
}

void HttpRequest::end_header() {
  std::string_view value = word_.view();
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) {
    value.remove_suffix(1);
  }
  switch (header_) {
    case kHost:
      for_others_ = for_others_ || word_cut_ || value != address_;
      break;
    case kOrigin:
      own_origin_ = !word_cut_ && starts_with(value, "http://") && value.substr(7) == address_;
      break;
    case kContentLength:
      read_length(word_cut_ ? std::string_view() : value);
      break;
    case kContentType: {
      const std::string_view type = value.substr(0, value.find(';'));
      form_ = starts_with(type, kFormType) && type.substr(kFormType.size()).find_first_not_of(' ') == type.npos;
      break;
    }
    case kTransferEncoding:
      encoded_ = true;
      break;
    default:
      break;
  }
}

void HttpRequest::read_length(std::string_view digits) {
  uint32_t value = 0;
  bool valid = !digits.empty();
  for (const char c : digits) {
    valid = valid && c >= '0' && c <= '9';
    value = value * 10 + static_cast<uint32_t>(c - '0');
    value = value < kTooLong ? value : kTooLong;
  }
  // Two lengths that differ are an attempt to smuggle something.
  if (!valid || (has_length_ && value != content_length_)) {
    state_ = State::kBroken;
  }
  has_length_ = true;
  content_length_ = static_cast<uint16_t>(value);
}

}  // namespace iotdm
