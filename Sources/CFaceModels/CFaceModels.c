#include "CFaceModels.h"

// `#embed` is C23; SwiftPM's compiler has it, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char photosort_detector_1[] = {
#embed "manifests/photosort-detector-1.json"
};
static const unsigned char photosort_embedder_3[] = {
#embed "manifests/photosort-embedder-3.json"
};
static const unsigned char yunet_n[] = {
#embed "manifests/yunet-n.json"
};
static const unsigned char yunet_n_640[] = {
#embed "manifests/yunet-n-640.json"
};
static const unsigned char retinaface_mnet025[] = {
#embed "manifests/retinaface-mnet025.json"
};
static const unsigned char face_rfb_1mb[] = {
#embed "manifests/face-rfb-1mb.json"
};
static const unsigned char face_slim_1mb[] = {
#embed "manifests/face-slim-1mb.json"
};
static const unsigned char mobilefacenet[] = {
#embed "manifests/mobilefacenet.json"
};
static const unsigned char mobileface_v2[] = {
#embed "manifests/mobileface-v2.json"
};
static const unsigned char mobileface_v3[] = {
#embed "manifests/mobileface-v3.json"
};
static const unsigned char w600k_r50[] = {
#embed "manifests/w600k-r50.json"
};
static const unsigned char w600k_mbf[] = {
#embed "manifests/w600k-mbf.json"
};
static const unsigned char sface_2021dec[] = {
#embed "manifests/sface-2021dec.json"
};

#define ENTRY(name, symbol) { name, symbol, sizeof symbol }

static const cfm_file manifests[] = {
  ENTRY("photosort-detector-1.json", photosort_detector_1),
  ENTRY("photosort-embedder-3.json", photosort_embedder_3),
  ENTRY("yunet-n.json", yunet_n),
  ENTRY("yunet-n-640.json", yunet_n_640),
  ENTRY("retinaface-mnet025.json", retinaface_mnet025),
  ENTRY("face-rfb-1mb.json", face_rfb_1mb),
  ENTRY("face-slim-1mb.json", face_slim_1mb),
  ENTRY("mobilefacenet.json", mobilefacenet),
  ENTRY("mobileface-v2.json", mobileface_v2),
  ENTRY("mobileface-v3.json", mobileface_v3),
  ENTRY("w600k-r50.json", w600k_r50),
  ENTRY("w600k-mbf.json", w600k_mbf),
  ENTRY("sface-2021dec.json", sface_2021dec),
};

const cfm_file *cfm_manifests(size_t *count) {
  *count = sizeof manifests / sizeof *manifests;
  return manifests;
}

// Weights that photosort trained itself; training/README.md says how.
static const unsigned char photosort_detector_1_weights[] = {
#embed "weights/photosort-detector-1.onnx"
};
static const unsigned char photosort_landmarks_1_weights[] = {
#embed "weights/photosort-landmarks-1.onnx"
};
static const unsigned char photosort_embedder_3_weights[] = {
#embed "weights/photosort-embedder-3.onnx"
};

static const cfm_file weights[] = {
  ENTRY("photosort-detector-1.onnx", photosort_detector_1_weights),
  ENTRY("photosort-landmarks-1.onnx", photosort_landmarks_1_weights),
  ENTRY("photosort-embedder-3.onnx", photosort_embedder_3_weights),
};

const cfm_file *cfm_weights(size_t *count) {
  *count = sizeof weights / sizeof *weights;
  return weights;
}
