#pragma once

#include <cstdint>

#include "err.h"

extern "C" {
struct pbuf {
  uint16_t tot_len;
};

enum pbuf_layer { PBUF_TRANSPORT = 90 };
enum pbuf_type { PBUF_RAM = 640 };

pbuf* pbuf_alloc(pbuf_layer l, uint16_t length, pbuf_type type);
err_t pbuf_take(pbuf* buf, const void* dataptr, uint16_t len);
void pbuf_cat(pbuf* head, pbuf* tail);
uint16_t pbuf_copy_partial(const pbuf* p, void* dataptr, uint16_t len, uint16_t offset);
uint8_t pbuf_free(pbuf* p);
pbuf* pbuf_free_header(pbuf* q, uint16_t size);
}
