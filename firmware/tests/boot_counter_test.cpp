#include "boot_counter.h"

#include <doctest/doctest.h>

#include "fake_flash.h"

namespace iotdm {

using test::FakeFlash;

namespace {

uint32_t count(FakeFlash& flash) { return BootCounter(flash).count(); }

void count_times(FakeFlash& flash, uint32_t times) {
  for (uint32_t i = 0; i < times; ++i) {
    count(flash);
  }
}

}  // namespace

TEST_CASE("Boots are counted from 1, also where a sector is full") {
  FakeFlash flash;
  for (uint32_t boot = 1; boot <= 2500; ++boot) {
    REQUIRE(count(flash) == boot);
  }
}

TEST_CASE("A sector is erased only when the other one is full") {
  FakeFlash flash;
  count_times(flash, 512);
  CHECK(flash.erases() == 0);
  count_times(flash, 512);
  CHECK(flash.erases() == 1);
  count_times(flash, 1);
  CHECK(flash.erases() == 2);
}

TEST_CASE("Garbage in both sectors is no count, and is overcome") {
  FakeFlash flash;
  flash.sector(kSectorBootsA).fill(0x5A);
  flash.sector(kSectorBootsB).fill(0x00);
  CHECK(count(flash) == 1);
  CHECK(count(flash) == 2);
}

TEST_CASE("A flash that fails repeats a number and stops nothing") {
  FakeFlash flash;
  count_times(flash, 3);
  flash.fail(true);
  CHECK(count(flash) == 4);
  CHECK(count(flash) == 4);
}

}  // namespace iotdm
