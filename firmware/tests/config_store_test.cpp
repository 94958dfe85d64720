#include "config_store.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

#include "bench.h"
#include "printing.h"

namespace iotdm {

using test::FakeFlash;

namespace {

// One boot: what the store finds.
struct Booted {
  explicit Booted(FakeFlash& flash, bool after_crash = false) : store(flash) { store.begin(after_crash); }

  std::string document() {
    alignas(uint32_t) std::array<char, kMaxConfig> buffer;
    return std::string(store.load(buffer.data()));
  }

  bool save(std::string_view document, uint32_t revision) {
    return store.save(document, revision, test::hash_of(document));
  }

  bool save_for_good(std::string_view document, uint32_t revision) {
    return store.save_for_good(document, revision, test::hash_of(document));
  }

  ConfigStore store;
};

void crash_times(FakeFlash& flash, int times) {
  for (int i = 0; i < times; ++i) {
    Booted(flash, true);
  }
}

}  // namespace

TEST_CASE("An erased flash has no configuration") {
  FakeFlash flash;
  CHECK(Booted(flash).document().empty());
  CHECK_FALSE(Booted(flash).store.crashed().has_value());
}

TEST_CASE("What was saved last is loaded, of any length") {
  FakeFlash flash;
  for (size_t size : {1, 2, 3, 4, 5, 63, 64, 65, 2047, 2048}) {
    CAPTURE(size);
    const std::string document(size, static_cast<char>('a' + size % 26));
    Booted boot(flash);
    CHECK(boot.save(document, 1));
    CHECK(boot.document() == document);
    CHECK(Booted(flash).document() == document);
  }
}

TEST_CASE("A document that is too big is not saved") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  CHECK_FALSE(boot.save(std::string(kMaxConfig + 1, 'x'), 2));
  CHECK(boot.document() == "old");
}

TEST_CASE("A failing flash keeps the present configuration") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  flash.fail(true);
  CHECK_FALSE(boot.save("new", 2));
  CHECK_FALSE(boot.save_for_good("new", 2));
  CHECK(boot.document() == "old");
}

TEST_CASE("What reads back as something else is not saved, and the present configuration stays") {
  FakeFlash flash;
  CHECK(Booted(flash).save("present", 1));
  Booted boot(flash);

  CHECK_FALSE(boot.store.save("written", 2, test::hash_of("wanted")));

  CHECK(boot.document() == "present");
  CHECK(Booted(flash).document() == "present");
  CHECK(boot.save("wanted", 2));
  CHECK(Booted(flash).document() == "wanted");
}

TEST_CASE("The third crash returns to the previous configuration and names the one that crashed") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.store.prove();
  boot.save("new", 2);
  crash_times(flash, 2);
  CHECK(Booted(flash).document() == "new");
  Booted third(flash, true);
  CHECK(third.document() == "old");
  REQUIRE(third.store.crashed().has_value());
  CHECK(third.store.crashed()->revision == 2);
  CHECK(third.store.crashed()->hash == test::hash_of("new"));
  CHECK(Booted(flash).document() == "old");
  CHECK(Booted(flash).store.crashed().has_value());
}

TEST_CASE("A proven configuration may crash for ever") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.save("new", 2);
  boot.store.prove();
  crash_times(flash, 10);
  CHECK(Booted(flash).document() == "new");
}

TEST_CASE("Restarts that are no crashes do not count") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.save("new", 2);
  for (int i = 0; i < 10; ++i) {
    Booted calm(flash, false);
  }
  CHECK(Booted(flash).document() == "new");
}

TEST_CASE("Crashes of a previous configuration that was proven do not count against anything") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.store.prove();
  boot.save("new", 2);
  crash_times(flash, 10);
  CHECK(Booted(flash).document() == "old");
}

TEST_CASE("A previous configuration that was never proven has three crashes of its own, then there is none") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.save("new", 2);
  crash_times(flash, 3);
  CHECK(Booted(flash).document() == "old");
  crash_times(flash, 2);
  CHECK(Booted(flash).document() == "old");
  Booted sixth(flash, true);
  CHECK(sixth.document().empty());
  REQUIRE(sixth.store.crashed().has_value());
  CHECK(sixth.store.crashed()->revision == 2);
  crash_times(flash, 10);
  CHECK(Booted(flash).document().empty());
}

TEST_CASE("A previous configuration that proves good after the return may crash for ever") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.save("new", 2);
  crash_times(flash, 3);
  Booted(flash).store.prove();
  crash_times(flash, 10);
  CHECK(Booted(flash).document() == "old");
}

TEST_CASE("Edits in quick succession leave the last proven configuration as the one to return to") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("proven", 1);
  boot.store.prove();
  for (uint32_t revision : {2, 3, 4}) {
    CHECK(boot.save("quick " + std::to_string(revision), revision));
    CHECK(Booted(flash).document() == boot.document());
  }
  CHECK(boot.document() == "quick 4");
  crash_times(flash, 3);
  Booted returned(flash);
  CHECK(returned.document() == "proven");
  CHECK(returned.store.crashed()->revision == 4);
  crash_times(flash, 10);
  CHECK(Booted(flash).document() == "proven");
}

TEST_CASE("An edit after a restart leaves the last proven configuration as well") {
  FakeFlash flash;
  Booted(flash).save("proven", 1);
  Booted(flash).store.prove();
  Booted(flash).save("quick", 2);
  Booted(flash).save("quicker", 3);
  crash_times(flash, 3);
  CHECK(Booted(flash).document() == "proven");
}

TEST_CASE("A flash that fails while an edit replaces an unproven one does not cost the proven one") {
  for (const uint32_t steps : {0U, 1U, 12U}) {
    CAPTURE(steps);
    FakeFlash flash;
    Booted boot(flash);
    boot.save("proven", 1);
    boot.store.prove();
    boot.save("quick", 2);
    flash.cut_after(steps, FakeFlash::Cut::kUntouched);
    CHECK_FALSE(boot.save("quicker", 3));
    flash.power_on();
    // What is left is not what runs, so that it ran long proves nothing.
    boot.store.prove();
    CHECK(boot.save("good", 4));
    CHECK(Booted(flash).document() == "good");
    crash_times(flash, 3);
    CHECK(Booted(flash).document() == "proven");
  }
}

TEST_CASE("A proven configuration whose sector has rotted is no reason to rewrite the one that runs") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("proven", 1);
  boot.store.prove();
  boot.save("quick", 2);
  flash.sector(kSectorConfigA).at(64) ^= 0x10;
  flash.cut_after(1, FakeFlash::Cut::kUntouched);
  CHECK_FALSE(boot.save("quicker", 3));
  flash.power_on();
  CHECK(Booted(flash).document() == "quick");
}

TEST_CASE("A first configuration that crashes leaves none") {
  FakeFlash flash;
  Booted(flash).save("new", 1);
  crash_times(flash, 3);
  Booted boot(flash);
  CHECK(boot.document().empty());
  CHECK(boot.store.crashed().has_value());
}

TEST_CASE("No return goes to a configuration that crashed itself") {
  FakeFlash flash;
  Booted(flash).save("first", 1);
  Booted(flash).save("second", 2);
  flash.sector(kSectorConfigA).fill(0x5A);
  crash_times(flash, 3);
  Booted boot(flash);
  REQUIRE(boot.document().empty());
  boot.save("third", 3);
  crash_times(flash, 3);
  CHECK(Booted(flash).document().empty());
}

TEST_CASE("Saving again ends the return") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.save("bad", 2);
  crash_times(flash, 3);
  Booted returned(flash);
  returned.save("good", 3);
  CHECK_FALSE(returned.store.crashed().has_value());
  CHECK(Booted(flash).document() == "good");
  crash_times(flash, 3);
  CHECK(Booted(flash).document() == "old");
}

TEST_CASE("Behind what is saved for good there is no way back") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.store.prove();
  boot.save_for_good("gone", 2);
  crash_times(flash, 10);
  CHECK(Booted(flash).document() == "gone");
  for (const uint8_t lost : {kSectorConfigA, kSectorConfigB}) {
    FakeFlash copy = flash;
    copy.sector(lost).fill(0xFF);
    CHECK(Booted(copy).document() == "gone");
  }
}

TEST_CASE("Garbage in a slot is no configuration") {
  for (const auto garbage : {uint8_t{0x00}, uint8_t{0x5A}, uint8_t{0xFE}}) {
    for (const uint8_t slot : {kSectorConfigA, kSectorConfigB}) {
      FakeFlash flash;
      flash.sector(slot).fill(garbage);
      Booted boot(flash);
      CHECK(boot.document().empty());
      CHECK(boot.save("new", 1));
      CHECK(boot.save("newer", 2));
      CHECK(Booted(flash).document() == "newer");
    }
  }
}

TEST_CASE("One wrong bit anywhere in header or document makes the other slot count") {
  FakeFlash whole;
  Booted boot(whole);
  boot.save("old", 1);
  boot.save("new", 2);
  for (size_t offset = 0; offset < 64 + 3; ++offset) {
    const bool mark_or_gap = offset >= 24 && offset < 64;
    FakeFlash flash = whole;
    uint8_t& byte = flash.sector(kSectorConfigB).at(offset);
    byte = static_cast<uint8_t>(byte ^ 0x10);
    CAPTURE(offset);
    CHECK(Booted(flash).document() == (mark_or_gap ? "new" : "old"));
  }
}

TEST_CASE("A mark that a power cut left half done is done again") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.store.prove();
  boot.save("new", 2);
  crash_times(flash, 2);
  flash.cut_after(0, FakeFlash::Cut::kHalf);
  crash_times(flash, 1);
  flash.power_on();
  CHECK(Booted(flash).document() == "new");
  crash_times(flash, 1);
  CHECK(Booted(flash).document() == "old");
}

TEST_CASE("Where both configurations crashed, a long run proves neither of them") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("old", 1);
  boot.save("new", 2);
  crash_times(flash, 6);
  const uint32_t steps = flash.steps();
  Booted without(flash);
  without.store.prove();
  CHECK(flash.steps() == steps);
  CHECK(without.save("good", 3));
  CHECK(Booted(flash).document() == "good");
}

TEST_CASE("Proving twice programs once") {
  FakeFlash flash;
  Booted boot(flash);
  boot.save("new", 1);
  boot.store.prove();
  const uint32_t steps = flash.steps();
  boot.store.prove();
  Booted(flash).store.prove();
  CHECK(flash.steps() == steps);
}

}  // namespace iotdm
