#include "contract_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace iotdm::test {

namespace {

const std::filesystem::path kFolder = IOTDM_CONTRACT;

}  // namespace

std::vector<std::string> contract_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".json") {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_contract_file(const std::string& name) {
  std::ifstream file(kFolder / (name + ".json"), std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + name);
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace iotdm::test
