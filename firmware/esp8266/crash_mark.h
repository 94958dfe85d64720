#pragma once

namespace iotdm::esp8266 {

// Out of memory, abort(), a failed assertion and an overwritten stack end in a restart that looks like a wanted one.
// The mark tells them apart.

// True when the run before this one ended in the Arduino core's handler of crashes. Clears the mark.
bool take_crash_mark();

}  // namespace iotdm::esp8266
