#include "pin.h"

namespace iotdm {

Error Pin::set(JsonText /*value*/, uint32_t /*now_ms*/) { return Error::kPinNotCapable; }

bool Pin::tick(uint32_t /*now_ms*/) { return false; }

}  // namespace iotdm
