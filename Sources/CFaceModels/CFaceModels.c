#include "CFaceModels.h"

// `#embed` is C23; SwiftPM's compiler has it, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

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

#define ENTRY(name, symbol) { name, symbol, sizeof symbol }

static const cfm_file manifests[] = {
  ENTRY("yunet-n.json", yunet_n),
  ENTRY("yunet-n-640.json", yunet_n_640),
  ENTRY("retinaface-mnet025.json", retinaface_mnet025),
  ENTRY("face-rfb-1mb.json", face_rfb_1mb),
  ENTRY("face-slim-1mb.json", face_slim_1mb),
  ENTRY("mobilefacenet.json", mobilefacenet),
  ENTRY("mobileface-v2.json", mobileface_v2),
  ENTRY("mobileface-v3.json", mobileface_v3),
};

const cfm_file *cfm_manifests(size_t *count) {
  *count = sizeof manifests / sizeof *manifests;
  return manifests;
}

// No weights are built in yet: the first that photosort trains itself is listed here, as the
// manifests are above.
const cfm_file *cfm_weights(size_t *count) {
  *count = 0;
  return 0;
}
