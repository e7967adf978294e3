// libexif: finds the entries of an EXIF block. Their values are read by our own bounds-checked code.
#pragma once
#include <libexif/exif-data.h>
