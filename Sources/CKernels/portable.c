// Loops for any processor: 16 vector registers of 4 floats, as SSE2 has, or 32, as NEON has.

#include "levels.h"
#include "vectors.h"

#define CK_NAME(name) name##_portable
#if defined(__aarch64__)
#define CK_TILE_PIXELS 6
#else
#define CK_TILE_PIXELS 3
#endif
#define CK_TILE_BLOCKS 1

#include "table.h"

const ck_kernels *ck_portable(void) { return &table_portable; }
