#pragma once

#include <cstdint>

#include "err.h"
#include "ip_addr.h"

#define TCP_WRITE_FLAG_COPY 0x01

#define tcp_sndbuf(pcb) ((pcb)->snd_buf)
#define tcp_nagle_disable(pcb) ((pcb)->flags = 0x40)

extern "C" {
struct pbuf;

struct tcp_pcb {
  uint16_t snd_buf;
  uint16_t flags;
};

using tcp_recv_fn = err_t (*)(void* arg, tcp_pcb* tpcb, pbuf* p, err_t err);
using tcp_err_fn = void (*)(void* arg, err_t err);
using tcp_accept_fn = err_t (*)(void* arg, tcp_pcb* newpcb, err_t err);
using tcp_connected_fn = err_t (*)(void* arg, tcp_pcb* tpcb, err_t err);

tcp_pcb* tcp_new();
void tcp_arg(tcp_pcb* pcb, void* arg);
void tcp_recv(tcp_pcb* pcb, tcp_recv_fn recv);
void tcp_err(tcp_pcb* pcb, tcp_err_fn err);
void tcp_recved(tcp_pcb* pcb, uint16_t len);
err_t tcp_connect(tcp_pcb* pcb, const ip_addr_t* ipaddr, uint16_t port, tcp_connected_fn connected);
err_t tcp_bind(tcp_pcb* pcb, const ip_addr_t* ipaddr, uint16_t port);
tcp_pcb* tcp_listen_with_backlog(tcp_pcb* pcb, uint8_t backlog);
void tcp_accept(tcp_pcb* pcb, tcp_accept_fn accept);
void tcp_abort(tcp_pcb* pcb);
err_t tcp_close(tcp_pcb* pcb);
err_t tcp_shutdown(tcp_pcb* pcb, int shut_rx, int shut_tx);
err_t tcp_write(tcp_pcb* pcb, const void* dataptr, uint16_t len, uint8_t apiflags);
err_t tcp_output(tcp_pcb* pcb);
}
