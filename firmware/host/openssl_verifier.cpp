#include "openssl_verifier.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cstdio>
#include <stdexcept>

#include "image_format.h"

namespace iotdm::host {

PublicKey::PublicKey(const std::filesystem::path& path) {
  if (std::FILE* file = std::fopen(path.c_str(), "rb")) {
    key_.reset(PEM_read_PUBKEY(file, nullptr, nullptr, nullptr));
    std::fclose(file);
  }
  const bool fits = key_ && EVP_PKEY_is_a(key_.get(), "RSA") == 1;
  if (!fits || EVP_PKEY_get_size(key_.get()) != static_cast<int>(kSignatureSize)) {
    throw std::runtime_error("no RSA public key of 2048 bits in " + path.string());
  }
}

bool PublicKey::has_signed(const Sha256& hash, const void* signature) const {
  struct FreeContext {
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  };
  const std::unique_ptr<EVP_PKEY_CTX, FreeContext> context(EVP_PKEY_CTX_new(key_.get(), nullptr));
  return context && EVP_PKEY_verify_init(context.get()) == 1 &&
         EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1 &&
         EVP_PKEY_verify(context.get(), static_cast<const unsigned char*>(signature), kSignatureSize, hash.data(),
                         hash.size()) == 1;
}

void OpensslVerifier::begin() {
  context_.reset(EVP_MD_CTX_new());
  EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
}

void OpensslVerifier::add(const void* bytes, size_t size) { EVP_DigestUpdate(context_.get(), bytes, size); }

Sha256 OpensslVerifier::hash() {
  // A copy, because reading the hash ends a context.
  const Context copy(EVP_MD_CTX_new());
  Sha256 hash{};
  EVP_MD_CTX_copy_ex(copy.get(), context_.get());
  EVP_DigestFinal_ex(copy.get(), hash.data(), nullptr);
  return hash;
}

bool OpensslVerifier::is_signed(const Sha256& hash, const void* signature) {
  return key_ == nullptr || key_->has_signed(hash, signature);
}

}  // namespace iotdm::host
