#pragma once

#include <string>
#include <vector>

#include "bench.h"
#include "contract.h"

namespace iotdm::test {

// Messages that end too early: every length of some of the contract's. None of them may change anything.
std::vector<Received> truncated_messages();

// Messages of the contract with some bytes changed, added or taken away, and some written to hurt; always the same.
std::vector<Received> mutated_messages();

// Sends a message, and brings the device back online should it have restarted.
void send_hostile(Bench& bench, const Received& message);

}  // namespace iotdm::test
