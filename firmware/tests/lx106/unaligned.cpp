// Must end with an exception: proves that the emulated processor refuses what the real one refuses.
#include <cstdint>
#include <cstdio>

int main() {
  alignas(uint32_t) static unsigned char bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  volatile uintptr_t address = reinterpret_cast<uintptr_t>(bytes) + 1;
  std::printf("read %u\n", *reinterpret_cast<volatile unsigned*>(address));
  return 0;
}
