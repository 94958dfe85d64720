#pragma once

#include <bearssl/bearssl_hash.h>

#include "ports.h"

namespace iotdm::esp8266 {

// SHA-256 and RSA by BearSSL, against the public key that was compiled in.
class BearsslVerifier final : public ImageVerifier {
 public:
  void begin() override;
  void add(const void* bytes, size_t size) override;
  Sha256 hash() override;
  bool is_signed(const Sha256& hash, const void* signature) override;

 private:
  br_sha256_context context_;
};

}  // namespace iotdm::esp8266
