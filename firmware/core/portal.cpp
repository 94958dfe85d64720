#include "portal.h"

namespace iotdm {

NetworkForm& Portal::begin_form(const void* writer) {
  writer_ = writer;
  form_.begin();
  return form_;
}

void Portal::submit(uint32_t now_ms) {
  writer_ = nullptr;
  // What is tried already is not disturbed.
  if (trial() != Trial::kRunning) {
    error_ = form_.end();
    entered_ = true;
    if (error_ == NetworkError::kNone) {
      provisioner_.try_network(form_.network(), now_ms);
    }
  }
  form_.forget_passwords();
}

const Network& Portal::shown() const {
  const Network* current = provisioner_.current();
  return entered_ || current == nullptr ? form_.network() : *current;
}

}  // namespace iotdm
