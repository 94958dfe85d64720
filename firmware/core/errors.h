#pragma once

#include <cstdint>

#include "fixed_text.h"
#include "json_writer.h"

namespace iotdm {

// The fixed words with which a device explains a refusal; docs/protocol.md lists their meaning.
// From kUpdateUnreachable on they are an update's, from kNetworkNoSsid on the network's.
enum class Error : uint8_t {
  kNone,
  kBadJson,
  kTooBig,
  kStaleRevision,
  kOtherManager,
  kRejectedBefore,
  kCrashed,
  kFlashFailed,
  kNoMemory,
  kBusy,
  kWrongSession,
  kExpired,
  kRetainedRefused,
  kUnknownCommand,
  kUnknownPin,
  kUnknownType,
  kBadOption,
  kIgnoredOption,
  kBadValue,
  kPinInUse,
  kPinReserved,
  kPinNotCapable,
  kBadCombination,
  kInterlocked,
  kRateLimited,
  kDuplicateId,
  kSafeMode,
  kSensorNotFound,
  kSensorBadValue,
  kBadRule,
  kUpdateUnreachable,
  kUpdateHttpError,
  kUpdateWrongSize,
  kUpdateCutShort,
  kUpdateStalled,
  kUpdateTooBig,
  kUpdateFlashFailed,
  kUpdateBadHash,
  kUpdateBadSignature,
  kUpdateBadImage,
  kUpdateOtherLayout,
  kNetworkNoSsid,
  kNetworkSsidTooLong,
  kNetworkBadPsk,
  kNetworkBadHost,
  kNetworkBadPort,
  kNetworkUserTooLong,
  kNetworkPasswordTooLong,
  kNetworkBadText,
  kNetworkNoSlot,
  kNetworkInUse,
  kNetworkNoTrial,
  kNetworkNotFound,
  kNetworkWrongPassword,
  kNetworkNoAddress,
  kNetworkNoBroker,
  kNetworkRefused,
  kNetworkNoManager,
  kNetworkNotConfirmed,
};

// The longest is network_password_too_long.
using ErrorWord = FixedText<25>;

ErrorWord error_word(Error error);

// The member that names an error, as the last one of its object.
void close_with_error(JsonWriter& json, Error error);
// An item of a list of errors; one without a key concerns the whole message or device.
void write_error(JsonWriter& json, std::string_view key, Error error);

}  // namespace iotdm
