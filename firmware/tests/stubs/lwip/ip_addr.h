#pragma once

#include <cstdint>

struct ip4_addr {
  uint32_t addr;
};
using ip_addr_t = ip4_addr;

extern "C" const ip_addr_t ip_addr_any;

#define IP_ADDR_ANY (&ip_addr_any)
#define ip_addr_set_ip4_u32(ipaddr, val) ((ipaddr)->addr = (val))
