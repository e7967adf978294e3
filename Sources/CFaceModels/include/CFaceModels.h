#pragma once
#include <stddef.h>

/// A file that is built into the program.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} cfm_file;

/// The manifests of the models that photosort knows, its own and public ones; JSON, one a file.
const cfm_file *cfm_manifests(size_t *count);

/// The weights that come with the program; ONNX, named as their manifests name them.
const cfm_file *cfm_weights(size_t *count);
