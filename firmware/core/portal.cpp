#include "portal.h"

namespace iotdm {

namespace {

Portal::Shown without_passwords(const Network& network) {
  return {network.ssid, network.host, network.port, network.user};
}

}  // namespace

NetworkForm& Portal::begin_form(const void* writer) {
  writer_ = writer;
  form_.begin();
  return form_;
}

void Portal::submit(uint32_t now_ms) {
  // What is tried already is not disturbed.
  if (trial() != Trial::kRunning) {
    error_ = form_.end();
    entered_ = true;
    last_ = without_passwords(form_.network());
    if (error_ == NetworkError::kNone) {
      provisioner_.try_network(form_.network(), now_ms);
    }
  }
  begin_form(nullptr);
}

Portal::Shown Portal::shown() const {
  const Network* current = provisioner_.current();
  return entered_ || current == nullptr ? last_ : without_passwords(*current);
}

}  // namespace iotdm
