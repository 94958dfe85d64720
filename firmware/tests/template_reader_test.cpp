#include "template_reader.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "printing.h"

namespace iotdm {

namespace {

class Values final : public TemplateValues {
 public:
  uint8_t row_count = 3;

  bool applies(char condition, uint8_t row) const override {
    return condition == 'y' || (condition == 'o' && row % 2 == 1);
  }
  void insert(char name, uint8_t row, TextSink& to) const override {
    if (name == 'r') {
      to.write("row ");
      to.write(std::to_string(row));
    } else if (name == 'l') {
      to.write("a long text that is written ");
      to.write("in more than one piece");
    }
  }
  uint8_t rows() const override { return row_count; }
};

void copy(void* to, const void* from, size_t size) { std::memcpy(to, from, size); }

std::string filled_in(std::string_view text, const Values& values, size_t piece_size = 1000) {
  const FlashText flash(text.data(), text.size(), copy);
  TemplateReader reader(flash, values);
  reader.begin();
  std::string all;
  std::string piece(piece_size, '\0');
  size_t size = piece_size;
  while (size == piece_size) {
    size = reader.read(piece.data(), piece_size);
    all.append(piece, 0, size);
  }
  return all;
}

}  // namespace

TEST_CASE("A template is filled in") {
  struct Case {
    std::string_view text;
    std::string_view result;
  };
  const Case cases[] = {
      {"", ""},
      {"no mark", "no mark"},
      {"5 $$", "5 $"},
      {"<$r>", "<row 0>"},
      {"<$e>", "<>"},
      {"$[yyes$]$[nno$]!", "yes!"},
      {"$[n$[yno$]$[nno$]no$]yes", "yes"},
      {"$[y$[nno$]yes$]$[y!$]", "yes!"},
      {"$*<$r>$/.", "<row 0><row 1><row 2>."},
      {"$*$[oodd $]$/.", "odd ."},
      {"$[n$*$r$/$]none", "none"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(filled_in(c.text, {}) == c.result);
  }
}

TEST_CASE("A part that is repeated for no row is left out") {
  Values values;
  values.row_count = 0;
  CHECK(filled_in("a$*$r$[y-$]$/b", values) == "ab");
}

TEST_CASE("A template gives the same in pieces of every size, and a second time") {
  const std::string_view text = "a window is shorter than this text $[y$l$]$*[$r $[n$l$]$l]$/ $l$$";
  const std::string whole = filled_in(text, {});
  CHECK(whole.size() > 200);
  for (size_t size = 1; size < whole.size() + 2; ++size) {
    CAPTURE(size);
    REQUIRE(filled_in(text, {}, size) == whole);
  }
  const FlashText flash(text.data(), text.size(), copy);
  const Values values;
  TemplateReader reader(flash, values);
  char to[400];
  reader.read(to, 77);
  reader.begin();
  CHECK(std::string_view(to, reader.read(to, sizeof(to))) == whole);
}

}  // namespace iotdm
