// libpng, of which only the simplified read API (png_image_*) is used: it reports errors by value. The classic API
// reports them by longjmp, which must never cross Swift.
#pragma once
#include <png.h>
