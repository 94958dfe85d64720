#include "sector_content.h"

#include <doctest/doctest.h>

#include <string>

#include "crc32.h"
#include "fake_flash.h"
#include "printing.h"

namespace iotdm {

using test::FakeFlash;

namespace {

constexpr size_t kOffset = 64;

std::string text_of(size_t size) {
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    text += static_cast<char>('a' + i % 26);
  }
  return text;
}

}  // namespace

TEST_CASE("A content of any size, written in pieces of any size, is read back and summed up") {
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{3}, size_t{4}, size_t{63}, size_t{64}, size_t{65}, size_t{300}}) {
    for (const size_t piece : {size_t{1}, size_t{7}, size_t{64}, size_t{300}}) {
      CAPTURE(size);
      CAPTURE(piece);
      FakeFlash flash;
      const std::string text = text_of(size);
      ContentWriter writer(flash, kSectorSiteA, kOffset);
      for (size_t done = 0; done < size; done += piece) {
        writer.add(std::string_view(text).substr(done, piece));
      }
      CHECK(writer.finish());
      CHECK(writer.size() == size);
      CHECK(content_hash(flash, kSectorSiteA, kOffset, writer.size()) == crc32(text.data(), size));

      ContentReader reader(flash, kSectorSiteA, kOffset, writer.size());
      std::string found(size, '\0');
      for (size_t done = 0; done < size; done += piece) {
        const size_t now = size - done < piece ? size - done : piece;
        CHECK(reader.read(found.data() + done, now));
      }
      CHECK(found == text);
      CHECK(reader.at_end());
      char more = 0;
      CHECK_FALSE(reader.read(&more, 1));
    }
  }
}

TEST_CASE("A flash that fails in the middle of a content is noticed at its end") {
  FakeFlash flash;
  ContentWriter writer(flash, kSectorSiteA, kOffset);
  writer.add(text_of(100));
  flash.fail(true);
  writer.add(text_of(100));
  flash.fail(false);
  writer.add(text_of(100));
  CHECK_FALSE(writer.finish());
}

TEST_CASE("A content that cannot be read has no hash") {
  FakeFlash flash;
  flash.fail_reads();
  CHECK(content_hash(flash, kSectorSiteA, kOffset, 8) == std::nullopt);
}

}  // namespace iotdm
