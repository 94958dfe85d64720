#pragma once

#include <cstddef>

extern "C" {
struct br_sha256_context {};

void br_sha256_init(br_sha256_context* ctx);
void br_sha256_update(br_sha256_context* ctx, const void* data, size_t len);
void br_sha256_out(const br_sha256_context* ctx, void* out);
}
