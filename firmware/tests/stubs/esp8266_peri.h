#pragma once

#include <cstdint>

#define ESP8266_CLOCK 80000000UL

// The registers of UART `u`.
#define ESP8266_REG(addr) *((volatile uint32_t*)(0x60000000 + (addr)))
#define USF(u) ESP8266_REG(0x000 + (0xF00 * (u & 1)))
#define USIE(u) ESP8266_REG(0x00c + (0xF00 * (u & 1)))
#define USD(u) ESP8266_REG(0x014 + (0xF00 * (u & 1)))
#define USS(u) ESP8266_REG(0x01C + (0xF00 * (u & 1)))
#define USC0(u) ESP8266_REG(0x020 + (0xF00 * (u & 1)))

// The GPIOs: clears what is driven, drives, ceases to drive; the levels of all but 16, and that of one.
#define GPOC ESP8266_REG(0x308)
#define GPES ESP8266_REG(0x310)
#define GPEC ESP8266_REG(0x314)
#define GPI ESP8266_REG(0x318)
#define GPIP(p) ((GPI & (1 << ((p) & 0xF))) != 0)

// Bits of the status register.
#define USTXC 16

// Bits of the first configuration register.
#define UCTXI 22
#define UCTXRST 18
#define UCSBN 4
#define UCBN 2
