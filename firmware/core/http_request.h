#pragma once

#include <cstdint>
#include <string_view>

#include "fixed_text.h"

namespace iotdm {

// Reads the head of one HTTP request, byte by byte, and keeps of it only what the portal asks for. What is too long to
// be of interest is counted and forgotten.
class HttpRequest {
 public:
  static constexpr uint16_t kMaxHead = 8192;

  enum class Method : uint8_t { kOther, kGet, kHead, kPost };
  enum class State : uint8_t { kReading, kComplete, kBroken, kTooLong };

  // `address` is our own, as it stands in the header Host; it must outlive the request.
  explicit HttpRequest(std::string_view address) : address_(address) {}

  // Forgets everything; a new connection starts.
  void begin() { *this = HttpRequest(address_); }
  // Takes the next byte while the state is kReading.
  State add(char c);

  State state() const { return state_; }
  // True when something has arrived.
  bool begun() const { return length_ > 0; }
  Method method() const { return method_; }
  // True for the one page that there is, whatever its query.
  bool is_root() const { return root_; }
  // True for `/?search`: the person wants to see the networks as they are now.
  bool is_search() const { return search_; }
  // True when the browser wanted to talk to somebody else, and was led here.
  bool is_for_others() const { return for_others_; }
  // True when a page of ours sent this.
  bool is_from_own_page() const { return own_origin_; }
  bool is_form() const { return form_; }
  // False when the request does not say how long its body is.
  bool has_length() const { return has_length_; }
  // As much as fits; more than that is too long anyway.
  uint16_t length() const { return content_length_; }

 private:
  enum class Part : uint8_t { kMethod, kTarget, kVersion, kName, kValue };

  void end_line();
  void end_word();
  void end_header();
  void read_length(std::string_view digits);
  void add_to_word(char c);

  std::string_view address_;
  State state_ = State::kReading;
  Part part_ = Part::kMethod;
  uint16_t length_ = 0;
  // The present word; `word_cut_` when it was longer.
  FixedText<48> word_;
  bool word_cut_ = false;
  int8_t header_ = -1;

  Method method_ = Method::kOther;
  bool root_ = false;
  bool search_ = false;
  bool for_others_ = false;
  bool own_origin_ = false;
  bool form_ = false;
  bool has_length_ = false;
  bool encoded_ = false;
  uint16_t content_length_ = 0;
};

}  // namespace iotdm
