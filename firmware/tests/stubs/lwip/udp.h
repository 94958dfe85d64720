#pragma once

#include <cstdint>

#include "err.h"
#include "ip_addr.h"
#include "pbuf.h"

extern "C" {
struct udp_pcb;

using udp_recv_fn = void (*)(void* arg, udp_pcb* pcb, pbuf* p, const ip_addr_t* addr, uint16_t port);

udp_pcb* udp_new();
void udp_recv(udp_pcb* pcb, udp_recv_fn recv, void* recv_arg);
err_t udp_bind(udp_pcb* pcb, const ip_addr_t* ipaddr, uint16_t port);
err_t udp_sendto(udp_pcb* pcb, pbuf* p, const ip_addr_t* dst_ip, uint16_t dst_port);
void udp_remove(udp_pcb* pcb);
}
