#pragma once

#include <cstdint>

#define BR_HASH_OID_SHA256 (reinterpret_cast<const unsigned char*>("\x09"))

class UpdaterHashClass {
 public:
  virtual void begin() = 0;
  virtual void add(const void* data, uint32_t len) = 0;
  virtual void end() = 0;
  virtual int len() = 0;
  virtual const void* hash() = 0;
  virtual const unsigned char* oid() = 0;
};

namespace BearSSL {

class PublicKey {
 public:
  explicit PublicKey(const char* pemKey);
  ~PublicKey();
};

class SigningVerifier {
 public:
  explicit SigningVerifier(PublicKey* pubKey);
  ~SigningVerifier();
  bool verify(UpdaterHashClass* hash, const void* signature, uint32_t signatureLen);
};

}  // namespace BearSSL
