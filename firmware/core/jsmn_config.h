#pragma once

// jsmn is one header; exactly one file, json_reader.cpp, compiles its functions.
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#ifndef IOTDM_JSMN_IMPLEMENTATION
#define JSMN_HEADER
#endif
#include <jsmn.h>
