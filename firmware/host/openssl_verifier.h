#pragma once

#include <openssl/evp.h>

#include <filesystem>
#include <memory>

#include "ports.h"

namespace iotdm::host {

// The key with which images must be signed.
class PublicKey {
 public:
  // Reads a PEM file. Throws std::runtime_error when there is no RSA key of 2048 bits in it.
  explicit PublicKey(const std::filesystem::path& path);

  bool has_signed(const Sha256& hash, const void* signature) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };

  std::unique_ptr<EVP_PKEY, Free> key_;
};

class OpensslVerifier final : public ImageVerifier {
 public:
  // Without a key every signature is right, as in a development build for the chip.
  explicit OpensslVerifier(const PublicKey* key) : key_(key) {}

  void begin() override;
  void add(const void* bytes, size_t size) override;
  Sha256 hash() override;
  bool is_signed(const Sha256& hash, const void* signature) override;

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  using Context = std::unique_ptr<EVP_MD_CTX, Free>;

  const PublicKey* key_;
  Context context_;
};

}  // namespace iotdm::host
