#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "portal.h"
#include "template_reader.h"

namespace iotdm {

// One answer of the portal. Which page it is is decided at once, so that it does not change while it is read.
class PortalAnswer final : private TemplateValues {
 public:
  explicit PortalAnswer(const Portal& portal) : portal_(portal), reader_(portal.page(), *this) {}

  // No answer yet.
  void begin();
  // The page that fits the moment: the form, or what became of it. `with_page` is false for its head only.
  void show(bool with_page);
  // Leads the browser to the page.
  void redirect();
  // Says why a request is not carried out.
  void refuse(uint16_t status, bool with_page);

  bool decided() const;
  // The next characters. Less than `size` means that this was the end.
  size_t read(char* to, size_t size);

 private:
  enum class Page : uint8_t { kNone, kRedirect, kForm, kConnecting, kDone, kRefusal };

  bool applies(char condition, uint8_t row) const override;
  char refusal_letter() const;
  bool applies_to_row(char condition, uint8_t row) const;
  bool has_fault(std::string_view faults) const { return faults.find(fault_) != faults.npos; }
  void insert(char name, uint8_t row, TextSink& to) const override;
  uint8_t rows() const override;
  bool lists(std::string_view ssid) const;

  const Portal& portal_;
  TemplateReader reader_;
  Page page_ = Page::kNone;
  bool with_page_ = true;
  uint16_t status_ = 0;
  char fault_ = ' ';
};

}  // namespace iotdm
