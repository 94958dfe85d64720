#include "update.h"

namespace iotdm {

namespace {

constexpr uint32_t kSilenceMs = 30000;
constexpr uint32_t kNoProgressMs = 300000;
constexpr uint8_t kSteps = 20;
constexpr uint8_t kStepPercent = 5;
// Per tick, so that pins, sets and the connection never wait long.
constexpr size_t kPieceSize = 256;
constexpr uint8_t kPieces = 8;
// What the layer's cryptography takes in one piece while it looks at a signature.
constexpr uint32_t kSignatureNeedsBlock = 8192;

Error error_of(ImageSink::Result result) {
  switch (result) {
    case ImageSink::Result::kOk:
      return Error::kNone;
    case ImageSink::Result::kTooBig:
      return Error::kUpdateTooBig;
    default:
      return Error::kUpdateFlashFailed;
  }
}

}  // namespace

Error Update::start(const UpdateRequest& request, uint32_t now_ms) {
  if (busy()) {
    return Error::kBusy;
  }
  const Error error = error_of(ports_.sink.begin(request.size));
  if (error != Error::kNone) {
    return error;
  }
  ports_.downloader.start(request.url);
  phase_ = Phase::kReceiving;
  error_ = Error::kNone;
  progress_ = 0;
  size_ = request.size;
  received_ = 0;
  heard_ms_ = now_ms;
  progress_ms_ = now_ms;
  sha256_ = request.sha256;
  firmware_.assign(request.firmware);
  return Error::kNone;
}

std::optional<Error> Update::outcome() const {
  return phase_ == Phase::kEnded ? std::optional<Error>(error_) : std::nullopt;
}

void Update::tick(uint32_t now_ms) {
  if (phase_ == Phase::kReceiving) {
    go_on(receive(now_ms));
  } else if (phase_ == Phase::kChecking) {
    go_on(check());
  }
}

void Update::go_on(Error error) {
  if (error != Error::kNone) {
    ports_.downloader.abort();
    ports_.sink.abort();
    error_ = error;
    phase_ = Phase::kEnded;
  }
}

Error Update::receive(uint32_t now_ms) {
  const Downloader::State state = ports_.downloader.state();
  if (state == Downloader::State::kUnreachable) {
    return Error::kUpdateUnreachable;
  }
  if (state == Downloader::State::kRefused) {
    return Error::kUpdateHttpError;
  }
  const auto announced = ports_.downloader.announced_size();
  if (announced && *announced != size_) {
    return Error::kUpdateWrongSize;
  }
  bool drained = false;
  const Error error = store_arrived(now_ms, drained);
  if (error != Error::kNone) {
    return error;
  }
  if (!drained) {
    return Error::kNone;
  }
  // A server that told the size need not end the connection as well.
  const bool whole = announced && received_ == size_;
  if (!whole && state != Downloader::State::kEnded) {
    return look_at_clock(state, now_ms);
  }
  if (received_ < size_) {
    return Error::kUpdateCutShort;
  }
  begin_check();
  return Error::kNone;
}

Error Update::store_arrived(uint32_t now_ms, bool& drained) {
  std::array<uint8_t, kPieceSize> piece;
  for (uint8_t i = 0; i < kPieces; ++i) {
    const size_t size = ports_.downloader.read(piece.data(), piece.size());
    if (size == 0) {
      drained = true;
      return Error::kNone;
    }
    if (size > size_ - received_) {
      return Error::kUpdateWrongSize;
    }
    if (!ports_.sink.write(piece.data(), size)) {
      return Error::kUpdateFlashFailed;
    }
    received_ += static_cast<uint32_t>(size);
    heard_ms_ = now_ms;
    const auto percent = static_cast<uint8_t>(static_cast<uint64_t>(received_) * kSteps / size_ * kStepPercent);
    if (percent != progress_) {
      progress_ = percent;
      progress_ms_ = now_ms;
    }
  }
  return Error::kNone;
}

// The second limit is for a server that sends a byte now and then.
Error Update::look_at_clock(Downloader::State state, uint32_t now_ms) const {
  if (now_ms - heard_ms_ < kSilenceMs && now_ms - progress_ms_ < kNoProgressMs) {
    return Error::kNone;
  }
  return state == Downloader::State::kConnecting ? Error::kUpdateUnreachable : Error::kUpdateStalled;
}

void Update::begin_check() {
  ports_.downloader.abort();
  ports_.verifier.begin();
  phase_ = Phase::kChecking;
  checked_ = 0;
}

Error Update::check() {
  for (uint8_t i = 0; i < kPieces && checked_ < size_; ++i) {
    const Error error = add_piece();
    if (error != Error::kNone) {
      return error;
    }
  }
  return checked_ < size_ ? Error::kNone : finish();
}

Error Update::add_piece() {
  // The signature is over the hash of everything in front of it, so one piece ends there.
  const uint32_t end = checked_ < signed_size() ? signed_size() : size_;
  std::array<uint8_t, kPieceSize> piece;
  const size_t left = end - checked_;
  const size_t size = left < piece.size() ? left : piece.size();
  if (!ports_.sink.read(checked_, piece.data(), size)) {
    return Error::kUpdateFlashFailed;
  }
  ports_.verifier.add(piece.data(), size);
  checked_ += static_cast<uint32_t>(size);
  return checked_ == signed_size() ? check_seal() : Error::kNone;
}

Error Update::check_seal() {
  std::array<uint8_t, kSealSize> seal;
  if (!ports_.sink.read(signed_size(), seal.data(), seal.size())) {
    return Error::kUpdateFlashFailed;
  }
  const bool has_signature = read_uint32(seal.data() + kSignatureSize) == kSignatureSize;
  if (has_signature && system_.health().largest_block < kSignatureNeedsBlock) {
    return Error::kNoMemory;
  }
  signed_ = has_signature && ports_.verifier.is_signed(ports_.verifier.hash(), seal.data());
  return Error::kNone;
}

Error Update::finish() {
  // A file that was damaged on its way has no valid signature either: say what it is.
  if (ports_.verifier.hash() != sha256_) {
    return Error::kUpdateBadHash;
  }
  if (!signed_) {
    return Error::kUpdateBadSignature;
  }
  std::array<uint8_t, 2> first;
  std::array<uint8_t, kFooterSize> last;
  const uint32_t image_size = size_ - static_cast<uint32_t>(kTrailerSize);
  if (!ports_.sink.read(0, first.data(), first.size()) || !ports_.sink.read(image_size, last.data(), last.size())) {
    return Error::kUpdateFlashFailed;
  }
  const auto footer = read_footer(last);
  if (!footer || !begins_like_image(first) || !(footer->firmware == firmware_)) {
    return Error::kUpdateBadImage;
  }
  if (footer->layout_mb != flash_bytes_ >> 20) {
    return Error::kUpdateOtherLayout;
  }
  const Error error = error_of(ports_.sink.finish(signed_size(), footer->unpacked_size));
  if (error == Error::kNone) {
    phase_ = Phase::kEnded;
  }
  return error;
}

}  // namespace iotdm
