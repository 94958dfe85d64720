#include "portal_answer.h"

#include "json_writer.h"
#include "utf8.h"
#include "words.h"

namespace iotdm {

namespace {

constexpr uint8_t kMaxListed = 16;

// The letters by which the page knows what is wrong, in the order of NetworkError and of Trial.
constexpr char kNoFault = ' ';
constexpr std::string_view kErrorFaults = " 12345678";
constexpr std::string_view kTrialFaults = "   NPAMKS";

// Each field with what can be wrong with it; `t` and `g` stand above the form.
constexpr char kFields[] = "n12NA k3P h4M o5 u6K w7 t8 g1234567NPAMK";
// In the order of Page.
constexpr std::string_view kPageLetters = ".RFCDX";
constexpr std::string_view kRowLetters = "mlqxyz";

void write_number(TextSink& to, uint16_t value) {
  char digits[5];
  to.write(JsonWriter(digits, sizeof(digits)).number(value).view());
}

// As text or in the quotes of an attribute.
void write_escaped(TextSink& to, std::string_view text) {
  // What was cut at its longest may end within a character.
  for (uint8_t i = 0; i < 3 && !text.empty() && !is_utf8(text); ++i) {
    text.remove_suffix(1);
  }
  if (!is_utf8(text)) {
    return;
  }
  for (const char& c : text) {
    switch (c) {
      case '&':
        to.write("&amp;");
        break;
      case '<':
        to.write("&lt;");
        break;
      case '>':
        to.write("&gt;");
        break;
      case '"':
        to.write("&quot;");
        break;
      default:
        // Control characters are no HTML.
        to.write(static_cast<uint8_t>(c) < ' ' || c == '\x7F' ? " " : std::string_view(&c, 1));
        break;
    }
  }
}

}  // namespace

void PortalAnswer::begin() {
  page_ = Page::kNone;
  reader_.begin();
}

void PortalAnswer::show(bool with_page) {
  const NetworkError error = portal_.error();
  const Trial trial = portal_.trial();
  status_ = 200;
  with_page_ = with_page;
  fault_ = kNoFault;
  if (error != NetworkError::kNone) {
    page_ = Page::kForm;
    fault_ = kErrorFaults[static_cast<uint8_t>(error)];
  } else if (trial == Trial::kRunning) {
    page_ = Page::kConnecting;
  } else if (trial == Trial::kWorked) {
    page_ = Page::kDone;
  } else {
    page_ = Page::kForm;
    fault_ = kTrialFaults[static_cast<uint8_t>(trial)];
  }
}

void PortalAnswer::redirect() {
  page_ = Page::kRedirect;
  status_ = 302;
}

void PortalAnswer::refuse(uint16_t status, bool with_page) {
  page_ = Page::kRefusal;
  with_page_ = with_page;
  status_ = status;
}

bool PortalAnswer::decided() const { return page_ != Page::kNone; }

size_t PortalAnswer::read(char* to, size_t size) { return reader_.read(to, size); }

uint8_t PortalAnswer::rows() const {
  const uint8_t count = portal_.networks().count();
  return count < kMaxListed ? count : kMaxListed;
}

bool PortalAnswer::lists(std::string_view ssid) const {
  for (uint8_t row = 0; row < rows(); ++row) {
    if (portal_.networks().network(row).ssid.view() == ssid) {
      return true;
    }
  }
  return false;
}

void PortalAnswer::insert(char name, uint8_t row, TextSink& to) const {
  const Network& shown = portal_.shown();
  if (name == 's') {
    write_number(to, status_);
  } else if (name == 'a') {
    to.write(portal_.address());
  } else if (name == 'I') {
    to.write(portal_.id());
  } else if (name == 'e') {
    write_escaped(to, portal_.networks().network(row).ssid.view());
  } else if (name == 'n') {
    write_escaped(to, shown.ssid.view());
  } else if (name == 'h') {
    write_escaped(to, shown.host.view());
  } else if (name == 'p' && shown.port != 0 && shown.port != Network().port) {
    write_number(to, shown.port);
  } else if (name == 'u') {
    write_escaped(to, shown.user.view());
  }
}

// Few words and short switches: on the chip, a long one is a table in RAM.
bool PortalAnswer::applies(char condition, uint8_t row) const {
  if (kPageLetters.find(condition) != kPageLetters.npos) {
    return condition == kPageLetters[static_cast<uint8_t>(page_)];
  }
  if (kRowLetters.find(condition) != kRowLetters.npos) {
    return applies_to_row(condition, row);
  }
  for (uint8_t i = 0; !word_at(kFields, i).empty(); ++i) {
    if (word_at(kFields, i).front() == condition) {
      return has_fault(word_at(kFields, i).substr(1));
    }
  }
  if (page_ == Page::kRefusal && condition == refusal_letter()) {
    return true;
  }
  const Network& shown = portal_.shown();
  switch (condition) {
    case 'V':
      return page_ != Page::kRedirect;
    case 'B':
      return page_ != Page::kRedirect && with_page_;
    case 'f':
      return fault_ != kNoFault;
    case 'E':
      return !shown.host.empty();
    case '-':
      return shown.host.empty();
    case 'b':
      return has_fault("4567MK") || !shown.host.empty() || !shown.user.empty() || shown.port != Network().port;
    case 'c':
      return page_ == Page::kForm && portal_.networks().scanning();
    case 'r':
      return !portal_.networks().scanning();
    case 'v':
      return rows() > 0;
    case 'j':
      return !shown.ssid.empty() && !lists(shown.ssid.view());
    default:
      return condition == fault_;
  }
}

char PortalAnswer::refusal_letter() const {
  if (status_ == 403) {
    return 'G';
  }
  if (status_ == 408) {
    return 'Z';
  }
  if (status_ == 409) {
    return 'O';
  }
  return status_ == 413 || status_ == 431 ? 'L' : 'Y';
}

bool PortalAnswer::applies_to_row(char condition, uint8_t row) const {
  constexpr int8_t kStrongDbm = -60;
  constexpr int8_t kGoodDbm = -75;
  const ScannedNetwork network = portal_.networks().network(row);
  switch (condition) {
    case 'm':
      // Names are bytes; a page can only show text.
      return !network.ssid.empty() && is_utf8(network.ssid.view());
    case 'l':
      return !network.open;
    case 'q':
      return network.ssid.view() == portal_.shown().ssid.view();
    case 'x':
      return network.rssi_dbm >= kStrongDbm;
    case 'y':
      return network.rssi_dbm < kStrongDbm && network.rssi_dbm >= kGoodDbm;
    default:
      return network.rssi_dbm < kGoodDbm;
  }
}

}  // namespace iotdm
