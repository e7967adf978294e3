// Chooses the loops.

#include "levels.h"

int32_t ck_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return CK_PORTABLE;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")
      || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512dq"))
    return CK_AVX2;
  return __builtin_cpu_supports("avx512bf16") ? CK_AVX512_BF16 : CK_AVX512;
#else
  return CK_PORTABLE;
#endif
}

const ck_kernels *ck_kernels_at(int32_t level) {
  switch (level) {
    case CK_AVX2: return ck_avx2();
    case CK_AVX512: return ck_avx512();
    case CK_AVX512_BF16: return ck_avx512_bf16();
    default: return ck_portable();
  }
}
