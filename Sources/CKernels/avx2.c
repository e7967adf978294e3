// Loops for x86 processors with AVX2 and FMA: 16 vector registers of 8 floats.

#include "levels.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)

#include "vectors.h"

#define CK_NAME(name) name##_avx2
#define CK_TILE_PIXELS 6
#define CK_TILE_BLOCKS 1

#include "table.h"

#pragma clang attribute pop

const ck_kernels *ck_avx2(void) { return &table_avx2; }

#else

const ck_kernels *ck_avx2(void) { return NULL; }

#endif
