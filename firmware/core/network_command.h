#pragma once

#include "errors.h"
#include "json_reader.h"
#include "site.h"

namespace iotdm {

// Reads `ssid psk host port user pass` of a network command; what is left out is at its default. Anything but kNone
// leaves `network` unusable.
NetworkError read_network(const JsonObject& command, Network& network);

// The word for it on the wire.
Error to_error(NetworkError error);

}  // namespace iotdm
