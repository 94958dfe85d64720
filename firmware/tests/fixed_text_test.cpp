#include "fixed_text.h"

#include <doctest/doctest.h>

#include "printing.h"

namespace iotdm {

TEST_CASE("A fixed text owns its characters and cuts off what does not fit") {
  FixedText<4> text;
  CHECK(text.empty());
  text.assign("abc");
  CHECK(text.view() == "abc");
  text.assign("abcdef");
  CHECK(text.view() == "abcd");
  text.assign({});
  CHECK(text.empty());
}

TEST_CASE("Fixed texts are equal by content, whatever they held before") {
  FixedText<4> text("abcd");
  text.assign("a");
  CHECK(text == FixedText<4>("a"));
  CHECK_FALSE(text == FixedText<4>("ab"));
}

}  // namespace iotdm
