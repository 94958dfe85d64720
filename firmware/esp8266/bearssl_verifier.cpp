#include "bearssl_verifier.h"

#include <BearSSLHelpers.h>

#include "image_format.h"
#include "version.h"

namespace iotdm::esp8266 {

namespace {

// A hash that is there already, in the shape in which the Arduino core's verifier asks for one.
class KnownHash final : public UpdaterHashClass {
 public:
  explicit KnownHash(const Sha256& hash) : hash_(hash) {}

  void begin() override {}
  void add(const void* /*data*/, uint32_t /*size*/) override {}
  void end() override {}
  int len() override { return static_cast<int>(hash_.size()); }
  const void* hash() override { return hash_.data(); }
  const unsigned char* oid() override { return BR_HASH_OID_SHA256; }

 private:
  const Sha256& hash_;
};

}  // namespace

void BearsslVerifier::begin() { br_sha256_init(&context_); }

void BearsslVerifier::add(const void* bytes, size_t size) { br_sha256_update(&context_, bytes, size); }

Sha256 BearsslVerifier::hash() {
  Sha256 hash;
  br_sha256_out(&context_, hash.data());
  return hash;
}

bool BearsslVerifier::is_signed(const Sha256& hash, const void* signature) {
  if (kPublicKey.empty()) {
    return true;
  }
  // Only for this moment: it needs a stack of its own, which is 6 KB of the heap.
  BearSSL::PublicKey key(kPublicKey.data());
  BearSSL::SigningVerifier verifier(&key);
  KnownHash known(hash);
  return verifier.verify(&known, signature, kSignatureSize);
}

}  // namespace iotdm::esp8266
