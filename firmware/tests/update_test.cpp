#include "update.h"

#include <doctest/doctest.h>

#include <functional>

#include "fake_system.h"
#include "fake_update.h"
#include "printing.h"

namespace iotdm::test {

namespace {

constexpr uint32_t kFlashBytes = 4194304;

// One update on a board of 4 MB, whose server sends what it was asked for unless the test changes it.
struct Lab {
  explicit Lab(const TestImage& image = {}) {
    server.content = image.file();
    request.url = "http://192.168.1.2:8123/image";
    request.size = static_cast<uint32_t>(server.content.size());
    request.sha256 = fake_hash(server.content);
    request.firmware = "0.2.0";
  }

  // Ticks until it has ended, at most for `ms`; one tick per millisecond.
  std::optional<Error> run_for(uint32_t ms) {
    for (uint32_t passed = 0; passed < ms && !update.outcome(); ++passed) {
      update.tick(++now_ms);
    }
    return update.outcome();
  }

  std::optional<Error> run() {
    const Error error = update.start(request, now_ms);
    return error == Error::kNone ? run_for(400000) : error;
  }

  FakeDownloader server;
  FakeImageSink sink;
  FakeImageVerifier verifier;
  FakeSystem system;
  Update update{{server, sink, verifier}, system, kFlashBytes};
  UpdateRequest request;
  uint32_t now_ms = 0;
};

}  // namespace

TEST_CASE("An image that is whole, signed and meant for this board is booted next, without its signature") {
  Lab lab;
  CHECK(lab.run() == Error::kNone);
  CHECK(lab.server.url == "http://192.168.1.2:8123/image");
  CHECK(lab.sink.stored == lab.server.content);
  CHECK(lab.sink.booted == lab.server.content.substr(0, 1000 - 260));
  // The signature is that of everything in front of it.
  CHECK(lab.verifier.asked == fake_hash(lab.sink.booted));
  CHECK(lab.verifier.added == lab.server.content);
  CHECK(lab.sink.aborts == 0);
  CHECK(lab.update.progress() == 100);
}

TEST_CASE("A compressed image is taken as well") {
  TestImage image;
  image.begin = "\x1F\x8B";
  CHECK(Lab(image).run() == Error::kNone);
}

TEST_CASE("Each failure has its word, and leaves the old image") {
  struct Case {
    Error word;
    std::function<void(Lab&)> breaks;
  };
  const Case cases[] = {
      {Error::kUpdateUnreachable, [](Lab& lab) { lab.server.unreachable = true; }},
      {Error::kUpdateUnreachable, [](Lab& lab) { lab.server.connects = false; }},
      {Error::kUpdateHttpError, [](Lab& lab) { lab.server.refuses = true; }},
      {Error::kUpdateWrongSize, [](Lab& lab) { lab.server.announced = 999; }},
      {Error::kUpdateWrongSize, [](Lab& lab) { lab.server.announced = 1001; }},
      {Error::kUpdateWrongSize, [](Lab& lab) { lab.server.content += "x"; }},
      {Error::kUpdateWrongSize,
       [](Lab& lab) {
         lab.server.announced = 1000;
         lab.server.content += std::string(5000, 'x');
       }},
      {Error::kUpdateCutShort, [](Lab& lab) { lab.server.content.pop_back(); }},
      {Error::kUpdateCutShort,
       [](Lab& lab) {
         lab.server.announced = 1000;
         lab.server.content.resize(500);
       }},
      {Error::kUpdateCutShort, [](Lab& lab) { lab.server.content.clear(); }},
      {Error::kUpdateStalled, [](Lab& lab) { lab.server.budget = 0; }},
      {Error::kUpdateStalled, [](Lab& lab) { lab.server.budget = 999; }},
      {Error::kUpdateStalled, [](Lab& lab) { lab.server.ends = false; }},
      {Error::kUpdateFlashFailed, [](Lab& lab) { lab.sink.fails_at = 300; }},
      {Error::kUpdateFlashFailed, [](Lab& lab) { lab.sink.fails_reads = true; }},
      {Error::kUpdateFlashFailed, [](Lab& lab) { lab.sink.fails_finish = true; }},
      {Error::kUpdateTooBig, [](Lab& lab) { lab.sink.space = 1400; }},
      {Error::kUpdateBadHash, [](Lab& lab) { lab.request.sha256[31] ^= 1; }},
      {Error::kUpdateBadHash, [](Lab& lab) { lab.server.content[500] ^= 1; }},
      {Error::kUpdateBadSignature, [](Lab& lab) { lab.verifier.key_fits = false; }},
      {Error::kUpdateBadImage, [](Lab& lab) { lab.request.firmware = "0.2.1"; }},
      {Error::kUpdateBadImage, [](Lab& lab) { lab.request.firmware = "0.2"; }},
      {Error::kNoMemory, [](Lab& lab) { lab.system.set_largest_block(8191); }},
  };
  for (const Case& c : cases) {
    Lab lab;
    c.breaks(lab);
    CAPTURE(&c - cases);
    CHECK(lab.run() == c.word);
    CHECK(lab.sink.booted.empty());
    CHECK(lab.sink.aborts == 1);
    CHECK(lab.server.aborts >= 1);
    // Nothing goes on behind the end, and the next update works.
    const uint32_t begun = lab.sink.begun;
    lab.update.tick(++lab.now_ms);
    CHECK(lab.sink.begun == begun);
    Lab good;
    good.request.url = lab.request.url;
    lab.update.forget();
    lab.server = good.server;
    lab.sink = good.sink;
    lab.verifier = good.verifier;
    lab.request = good.request;
    lab.system = good.system;
    CHECK(lab.run() == Error::kNone);
  }
}

TEST_CASE("A server that told the size and has sent everything need not end the connection") {
  for (const size_t piece : {1, 256, 1000}) {
    CAPTURE(piece);
    Lab lab;
    lab.server.announced = 1000;
    lab.server.ends = false;
    lab.server.piece_size = piece;
    CHECK(lab.update.start(lab.request, 0) == Error::kNone);
    CHECK(lab.run_for(200) == Error::kNone);
    CHECK(lab.server.aborts == 1);
  }
}

TEST_CASE("A signature is looked at only while there is memory for it") {
  for (const uint32_t block : {0U, 8191U, 8192U}) {
    CAPTURE(block);
    Lab lab;
    lab.system.set_largest_block(block);
    const bool enough = block == 8192;
    CHECK(lab.run() == (enough ? Error::kNone : Error::kNoMemory));
    CHECK(lab.verifier.asked.has_value() == enough);
    CHECK(lab.sink.booted.empty() != enough);
  }
}

TEST_CASE("A signed file that is no image for this board is refused") {
  struct Case {
    Error word;
    std::function<void(TestImage&)> is_odd;
  };
  const Case cases[] = {
      {Error::kUpdateOtherLayout, [](TestImage& image) { image.layout_mb = 1; }},
      {Error::kUpdateOtherLayout, [](TestImage& image) { image.layout_mb = 0; }},
      {Error::kUpdateBadImage, [](TestImage& image) { image.magic = "IOTX"; }},
      {Error::kUpdateBadImage, [](TestImage& image) { image.format = 2; }},
      {Error::kUpdateBadImage, [](TestImage& image) { image.firmware = ""; }},
      {Error::kUpdateBadImage, [](TestImage& image) { image.firmware = "0.2.0\""; }},
      {Error::kUpdateBadImage, [](TestImage& image) { image.begin = "<html>"; }},
      {Error::kUpdateBadImage, [](TestImage& image) { image.begin = "\x1F\x8C"; }},
      {Error::kUpdateBadSignature, [](TestImage& image) { image.signature_size = 128; }},
      {Error::kUpdateBadSignature, [](TestImage& image) { image.signature_size = 0xFFFFFFFF; }},
      {Error::kUpdateTooBig, [](TestImage& image) { image.unpacked_size = 1000000; }},
  };
  for (const Case& c : cases) {
    TestImage image;
    c.is_odd(image);
    Lab lab(image);
    CAPTURE(&c - cases);
    CHECK(lab.run() == c.word);
    CHECK(lab.sink.booted.empty());
    CHECK(lab.sink.aborts == 1);
  }
}

TEST_CASE("What does not fit or cannot be erased is refused at once, and nothing is fetched") {
  Lab lab;
  lab.request.size = 0xFFFFFFFF;
  CHECK(lab.run() == Error::kUpdateTooBig);
  lab.request.size = 1000;
  lab.sink.fails_at = 0;
  CHECK(lab.run() == Error::kUpdateFlashFailed);
  CHECK_FALSE(lab.update.busy());
  CHECK(lab.server.starts == 0);
}

TEST_CASE("The smallest and a large image arrive in pieces of every size") {
  for (const size_t size : {293, 294, 548, 549, 600, 100000}) {
    for (const size_t piece : {1, 7, 255, 256, 1460}) {
      TestImage image;
      image.size = size;
      image.begin = std::string("\xE9", 1);
      Lab lab(image);
      lab.server.piece_size = piece;
      CAPTURE(size);
      CAPTURE(piece);
      CHECK(lab.run() == Error::kNone);
      CHECK(lab.sink.booted == lab.server.content.substr(0, size - 260));
      CHECK(lab.verifier.asked == fake_hash(lab.sink.booted));
    }
  }
}

TEST_CASE("A tick does little, both while it fetches and while it checks") {
  TestImage image;
  image.size = 100000;
  Lab lab(image);
  CHECK(lab.update.start(lab.request, 0) == Error::kNone);
  while (!lab.update.outcome()) {
    const size_t stored = lab.sink.stored.size();
    const size_t checked = lab.verifier.added.size();
    lab.update.tick(1);
    CHECK(lab.sink.stored.size() - stored <= 2048);
    CHECK(lab.verifier.added.size() - checked <= 2048);
  }
  CHECK(lab.update.outcome() == Error::kNone);
}

TEST_CASE("Progress goes up in steps of 5") {
  TestImage image;
  image.size = 10000;
  Lab lab(image);
  lab.server.piece_size = 1;
  lab.update.start(lab.request, 0);
  std::vector<std::string> steps;
  for (size_t arrived = 0; arrived <= 10000; ++arrived) {
    lab.server.budget = arrived;
    lab.update.tick(0);
    const std::string progress = std::to_string(lab.update.progress());
    if (steps.empty() || steps.back() != progress) {
      steps.push_back(progress);
      CHECK(arrived == std::stoul(progress) * 100);
    }
  }
  CHECK(steps.size() == 21);
  CHECK(steps.back() == "100");
}

TEST_CASE("A server may be silent for just under 30 s, also across the wrap of the clock") {
  for (const uint32_t start_ms : {0U, 0xFFFFFFFFU - 15000U}) {
    Lab lab;
    lab.now_ms = start_ms;
    lab.server.budget = 400;
    lab.update.start(lab.request, lab.now_ms);
    // The first 400 bytes arrive with the first tick, which is when the silence begins.
    CHECK_FALSE(lab.run_for(30000).has_value());
    lab.server.budget = 401;
    CHECK_FALSE(lab.run_for(30000).has_value());
    CHECK(lab.run_for(1) == Error::kUpdateStalled);
    CHECK(lab.now_ms - start_ms == 60001);
  }
}

TEST_CASE("A server that sends a byte now and then has 300 s for the next 5 %") {
  TestImage image;
  image.size = 100000;
  for (const uint32_t start_ms : {0U, 0xFFFFFFFFU - 150000U}) {
    Lab lab(image);
    lab.now_ms = start_ms;
    lab.server.budget = 0;
    lab.update.start(lab.request, lab.now_ms);
    while (!lab.update.outcome() && lab.now_ms - start_ms < 400000) {
      ++lab.server.budget;
      lab.run_for(20000);
    }
    CHECK(lab.update.outcome() == Error::kUpdateStalled);
    CHECK(lab.now_ms - start_ms >= 300000);
    CHECK(lab.now_ms - start_ms <= 320000);
  }
}

TEST_CASE("A slow server that makes progress has as long as it needs") {
  TestImage image;
  image.size = 1000;
  Lab lab(image);
  lab.server.budget = 0;
  lab.update.start(lab.request, 0);
  while (!lab.update.outcome()) {
    ++lab.server.budget;
    lab.run_for(5000);
  }
  CHECK(lab.update.outcome() == Error::kNone);
  CHECK(lab.now_ms > 4900000);
}

TEST_CASE("Nothing of an earlier update is left in the next one") {
  Lab lab;
  CHECK(lab.run() == Error::kNone);
  lab.update.forget();
  lab.server.budget = 0;
  CHECK(lab.update.start(lab.request, lab.now_ms) == Error::kNone);
  CHECK(lab.update.progress() == 0);
  lab.server.budget = 1000;
  CHECK(lab.run_for(100) == Error::kNone);
  CHECK(lab.verifier.added == lab.server.content);
  lab.update.forget();
  lab.verifier.key_fits = false;
  CHECK(lab.run() == Error::kUpdateBadSignature);
}

TEST_CASE("While one update runs, or has ended and nobody knows yet, another one is refused") {
  Lab lab;
  lab.update.start(lab.request, 0);
  CHECK(lab.update.start(lab.request, 0) == Error::kBusy);
  lab.run_for(1000);
  CHECK(lab.update.outcome() == Error::kNone);
  CHECK(lab.update.start(lab.request, 0) == Error::kBusy);
  lab.update.forget();
  CHECK(lab.update.start(lab.request, 0) == Error::kNone);
  CHECK(lab.server.starts == 2);
}

}  // namespace iotdm::test
