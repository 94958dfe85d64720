/* For Debian's compiler int32_t is a long, for the ESP8266's own toolchain it is an int. Measure what ships. */
#ifndef __ASSEMBLER__
#undef __INT32_TYPE__
#define __INT32_TYPE__ int
#undef __UINT32_TYPE__
#define __UINT32_TYPE__ unsigned int
#endif
