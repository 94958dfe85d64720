#include "pin.h"

namespace iotdm {

Error Pin::set(JsonText /*value*/, uint32_t /*now_ms*/) { return Error::kPinNotCapable; }

}  // namespace iotdm
