#pragma once

#include "err.h"
#include "ip_addr.h"

extern "C" {
using dns_found_callback = void (*)(const char* name, const ip_addr_t* ipaddr, void* callback_arg);

err_t dns_gethostbyname(const char* hostname, ip_addr_t* addr, dns_found_callback found, void* callback_arg);
}
