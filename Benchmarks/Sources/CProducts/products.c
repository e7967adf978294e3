#include "CProducts.h"

#include <cblas.h>

void multiply_rows(const float *a, const float *b, int m, int n, int d, float *out) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, d, 1, a, d, b, d, 0, out, n);
}

void use_one_thread(void) { openblas_set_num_threads(1); }
