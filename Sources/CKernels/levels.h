// The tables of loops, one a file; NULL where this kind of processor cannot be compiled for.

#include "CKernels.h"

const ck_kernels *ck_portable(void);
const ck_kernels *ck_avx2(void);
const ck_kernels *ck_avx2_vnni(void);
const ck_kernels *ck_avx512(void);
const ck_kernels *ck_avx512_vnni(void);
const ck_kernels *ck_avx512_bf16(void);
