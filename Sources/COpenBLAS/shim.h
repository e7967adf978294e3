#pragma once
#include <cblas.h>

// Part of OpenBLAS's fork handling, exported but not declared; other builds may lack it.
extern int blas_thread_shutdown_(void) __attribute__((weak));

// Ends the threads that OpenBLAS starts when it is loaded, if it has any.
static inline void openblas_end_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
