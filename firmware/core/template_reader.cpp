#include "template_reader.h"

namespace iotdm {

namespace {

// Lets through what is in a window of all that is written.
class WindowSink final : public TextSink {
 public:
  WindowSink(char* to, size_t size, size_t skip) : to_(to), room_(size), skip_(skip) {}

  void write(std::string_view text) override {
    const size_t skipped = text.size() < skip_ ? text.size() : skip_;
    skip_ -= skipped;
    text.remove_prefix(skipped);
    const size_t copied = text.copy(to_ + written_, room_ - written_);
    written_ += copied;
    complete_ = complete_ && copied == text.size();
  }

  size_t written() const { return written_; }
  bool complete() const { return complete_; }

 private:
  char* to_;
  size_t room_;
  size_t skip_;
  size_t written_ = 0;
  bool complete_ = true;
};

}  // namespace

void TemplateReader::begin() {
  position_ = 0;
  inserted_ = 0;
  hidden_ = 0;
  row_ = 0;
}

char TemplateReader::next() {
  if (position_ < window_at_ || position_ >= window_at_ + window_size_) {
    const size_t left = text_.size() - position_;
    window_at_ = position_;
    window_size_ = left < window_.size() ? left : window_.size();
    text_.read(window_at_, window_.data(), window_size_);
  }
  return window_[position_++ - window_at_];
}

size_t TemplateReader::read(char* to, size_t size) {
  size_t written = 0;
  while (written < size && position_ < text_.size()) {
    const size_t at = position_;
    const char c = next();
    if (c != '$') {
      if (hidden_ == 0) {
        to[written++] = c;
      }
      continue;
    }
    const char mark = next();
    if (mark == '[' || mark == ']' || mark == '*' || mark == '/') {
      control(mark);
    } else if (hidden_ == 0) {
      WindowSink sink(to + written, size - written, inserted_);
      if (mark == '$') {
        sink.write("$");
      } else {
        values_.insert(mark, row_, sink);
      }
      written += sink.written();
      inserted_ = sink.complete() ? 0 : static_cast<uint16_t>(inserted_ + sink.written());
      position_ = sink.complete() ? position_ : at;
    }
  }
  return written;
}

void TemplateReader::control(char mark) {
  if (mark == '[' || mark == '*') {
    const char condition = mark == '[' ? next() : '\0';
    const bool begins = mark == '*' && hidden_ == 0;
    if (begins) {
      repeat_from_ = position_;
      row_ = 0;
    }
    if (hidden_ > 0 || (mark == '[' ? !values_.applies(condition, row_) : values_.rows() == 0)) {
      ++hidden_;
    }
  } else if (hidden_ > 0) {
    --hidden_;
  } else if (mark == '/' && row_ + 1 < values_.rows()) {
    ++row_;
    position_ = repeat_from_;
  }
}

}  // namespace iotdm
