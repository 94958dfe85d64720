#pragma once

#include <string>

#include "fake_flash.h"
#include "json_value.h"
#include "site.h"

namespace iotdm::test {

// A protected network of this name, whose broker is at 192.168.1.2.
Network network(const std::string& ssid);

// The site that a boot would find, in words; "no site" without one.
std::string site_in(FakeFlash& flash);

// The content of tests/contract/site.json.
const JsonValue& golden_sites();

// The site of one of its records, in the same words, and the sector that a flashing step writes for it.
std::string golden_site(const JsonValue& golden);
FakeFlash::Sector golden_sector(const JsonValue& golden);
// The sector with a record in hexadecimal digits.
FakeFlash::Sector sector_of(const std::string& record);

// The bytes of hexadecimal digits.
std::string from_hex(const std::string& digits);

}  // namespace iotdm::test
