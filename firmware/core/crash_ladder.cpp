#include "crash_ladder.h"

#include "crc32.h"

namespace iotdm {

namespace {

constexpr uint8_t kRecordWord = RtcMemory::kFirstWord;
constexpr uint32_t kMagic = 0x444c4f49;  // "IOLD"
constexpr uint16_t kMostCrashes = CrashLadder::kCrashesPerStep * static_cast<uint16_t>(SafeMode::kPortal);
constexpr uint32_t kYoung = 0x10000;

enum Word : uint8_t { kWordMagic, kWordState, kWordCheck, kWords };

uint32_t check_of(const uint32_t* words) { return crc32(words, kWordCheck * sizeof(uint32_t)); }

}  // namespace

void CrashLadder::begin(bool after_crash, uint32_t now_ms) {
  record_ = after_crash ? read() : Record{};
  last_mode_ = mode();
  if (!record_.young) {
    record_.crashes = 0;
  }
  counted_ = after_crash && record_.young && record_.crashes < kMostCrashes;
  if (counted_) {
    ++record_.crashes;
  }
  record_.young = true;
  begun_ms_ = now_ms;
  write();
}

void CrashLadder::take_back() {
  if (counted_) {
    counted_ = false;
    --record_.crashes;
    write();
  }
}

void CrashLadder::skip() {
  const uint32_t crashes = record_.crashes;
  record_.crashes = static_cast<uint16_t>(crashes - crashes % kCrashesPerStep + kCrashesPerStep);
  write();
}

void CrashLadder::reset() {
  record_.crashes = 0;
  write();
}

void CrashLadder::tick(uint32_t now_ms) {
  if (record_.young && now_ms - begun_ms_ >= kHealthyMs) {
    record_.young = false;
    write();
  }
}

CrashLadder::Record CrashLadder::read() {
  uint32_t words[kWords];
  Record record;
  // Without a record the run that crashed did not come as far as to write one.
  record.young = true;
  if (!memory_.read(kRecordWord, words, kWords) || words[kWordMagic] != kMagic ||
      words[kWordCheck] != check_of(words)) {
    return record;
  }
  const uint32_t crashes = words[kWordState] & ~kYoung;
  if (crashes <= kMostCrashes) {
    record.crashes = static_cast<uint16_t>(crashes);
    record.young = (words[kWordState] & kYoung) != 0;
  }
  return record;
}

void CrashLadder::write() {
  uint32_t words[kWords];
  words[kWordMagic] = kMagic;
  words[kWordState] = record_.crashes | (record_.young ? kYoung : 0);
  words[kWordCheck] = check_of(words);
  memory_.write(kRecordWord, words, kWords);
}

}  // namespace iotdm
