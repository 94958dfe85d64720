#pragma once

#include <cstdint>
#include <string_view>

#include "flash_text.h"
#include "network_form.h"
#include "networks_in_range.h"
#include "provisioner.h"

namespace iotdm {

// The captive portal's memory between two requests: what was entered last, and what was wrong with it. It never keeps a
// password.
class Portal {
 public:
  // All must outlive it. `id` is the device's; `address` is where the portal is, as browsers write it: 192.168.4.1,
  // or with a port.
  Portal(std::string_view id, std::string_view address, const FlashText& page, Provisioner& provisioner,
         NetworksInRange& networks)
      : id_(id), address_(address), page_(page), provisioner_(provisioner), networks_(networks) {}

  std::string_view id() const { return id_; }
  std::string_view address() const { return address_; }
  const FlashText& page() const { return page_; }
  NetworksInRange& networks() { return networks_; }
  const NetworksInRange& networks() const { return networks_; }
  Trial trial() const { return provisioner_.trial(); }

  // There is one form, for which whoever begins it last is the only writer.
  NetworkForm& begin_form(const void* writer);
  bool is_writer(const void* writer) const { return writer == writer_; }
  // The form is complete: tries its network, unless there is something wrong with it, and forgets its passwords.
  void submit(uint32_t now_ms);
  // What is wrong with the form that arrived last, apart from what trying it showed.
  NetworkError error() const { return error_; }

  // What the form is filled in with: what was entered last, or what the board has; never its passwords.
  const Network& shown() const;

 private:
  std::string_view id_;
  std::string_view address_;
  const FlashText& page_;
  Provisioner& provisioner_;
  NetworksInRange& networks_;
  NetworkForm form_;
  const void* writer_ = nullptr;
  NetworkError error_ = NetworkError::kNone;
  bool entered_ = false;  // the form holds what was entered last
};

}  // namespace iotdm
