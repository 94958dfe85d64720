#include "contract_files.h"

#include <stdexcept>

#include "machine.h"

namespace iotdm::test {

// The emulator cannot list a folder, so the build does: IOTDM_CONTRACT_FILES is "a b c".
std::vector<std::string> contract_files() {
  std::vector<std::string> names(1);
  for (const char c : std::string_view(IOTDM_CONTRACT_FILES)) {
    if (c == ' ') {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return names;
}

std::string read_contract_file(const std::string& name) {
  const int file = machine::open((IOTDM_CONTRACT "/" + name + ".json").c_str());
  if (file < 0) {
    throw std::runtime_error("cannot read " + name);
  }
  std::string text;
  char piece[4096];
  for (int size = 0; (size = machine::read(file, piece, sizeof(piece))) > 0;) {
    text.append(piece, static_cast<size_t>(size));
  }
  machine::close(file);
  return text;
}

}  // namespace iotdm::test
