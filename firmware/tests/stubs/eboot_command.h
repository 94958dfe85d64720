#pragma once

#include <cstdint>

extern "C" {
enum action_t { ACTION_COPY_RAW = 1 };

struct eboot_command {
  action_t action;
  uint32_t args[29];
};

void eboot_command_write(eboot_command* cmd);
}
