#pragma once

#include <string>
#include <vector>

namespace iotdm::test {

// The files of tests/contract by name, without ".json", in alphabetical order.
std::vector<std::string> contract_files();
// Throws std::runtime_error when there is no such file.
std::string read_contract_file(const std::string& name);

}  // namespace iotdm::test
