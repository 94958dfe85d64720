#pragma once

#include <string_view>

namespace iotdm {

// Takes a text piece by piece.
class TextSink {
 public:
  virtual void write(std::string_view text) = 0;

 protected:
  ~TextSink() = default;
};

}  // namespace iotdm
