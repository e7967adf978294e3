#ifndef CPRODUCTS_H
#define CPRODUCTS_H

// Multiplies rows of a with rows of b by OpenBLAS: out [m, n] = a [m, d] times b [n, d] transposed.
void multiply_rows(const float *a, const float *b, int m, int n, int d, float *out);

// Holds OpenBLAS at one thread.
void use_one_thread(void);

#endif
