#include "config_document.h"

#include "words.h"

namespace iotdm {

std::optional<ConfigDocument> read_config(std::string_view payload) {
  enum Member { kRevision, kManager, kTakeoverFrom, kRole, kPins, kRules };
  ConfigDocument document;
  bool has_role = false;
  JsonWalker walker{JsonText(payload)};
  while (walker.next()) {
    switch (index_of_word("revision manager takeover_from role pins rules", walker.key())) {
      case kRevision:
        document.revision = walker.value().number().value_or(0);
        break;
      case kManager:
        document.manager = walker.value().text();
        break;
      case kTakeoverFrom:
        document.takeover_from = walker.value().text();
        break;
      case kRole:
        document.role = walker.value().text();
        has_role = walker.value().is_null() || is_name(document.role, kMaxName);
        break;
      case kPins:
        document.pins = walker.value();
        break;
      case kRules:
        document.rules = walker.value();
        break;
      default:
        break;
    }
  }
  const bool whole = walker.complete() && document.revision > 0 && is_name(document.manager, kMaxName) && has_role;
  if (!whole || !document.pins.is_array()) {
    return std::nullopt;
  }
  const bool has_content = JsonWalker(document.pins).next() || document.rules.present();
  if (document.role.empty() && has_content) {
    return std::nullopt;
  }
  return document;
}

}  // namespace iotdm
