#pragma once

#include <string_view>

namespace iotdm {

// Each layer's build files define both: IOTDM_PUBLIC_KEY is the PEM text of the key with which images must be signed,
// "" in a development build, which takes every image; IOTDM_RELEASE is true for what gets published.
constexpr std::string_view kPublicKey = IOTDM_PUBLIC_KEY;
static_assert(!IOTDM_RELEASE || !kPublicKey.empty(),
              "a release needs IOTDM_PUBLIC_KEY: without it, its boards would take an image from anybody");

constexpr std::string_view kFirmwareVersion = kPublicKey.empty() ? "0.1.0-dev" : "0.1.0";

}  // namespace iotdm
