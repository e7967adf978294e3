// Chooses the loops.

#include "levels.h"

#if defined(__x86_64__)

static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
    && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

const ck_kernels *ck_kernels_at(int32_t level) {
  __builtin_cpu_init();
  switch (level) {
    case CK_PORTABLE: return ck_portable();
    case CK_AVX2: return has_avx2() ? ck_avx2() : NULL;
    case CK_AVX2_VNNI:
      return has_avx2() && __builtin_cpu_supports("avxvnni") ? ck_avx2_vnni() : NULL;
    case CK_AVX512: return has_avx512() ? ck_avx512() : NULL;
    case CK_AVX512_VNNI:
      return has_avx512() && __builtin_cpu_supports("avx512vnni") ? ck_avx512_vnni() : NULL;
    case CK_AVX512_BF16:
      return has_avx512() && __builtin_cpu_supports("avx512vnni")
          && __builtin_cpu_supports("avx512bf16") ? ck_avx512_bf16() : NULL;
    default: return NULL;
  }
}

#else

const ck_kernels *ck_kernels_at(int32_t level) {
  return level == CK_PORTABLE ? ck_portable() : NULL;
}

#endif
