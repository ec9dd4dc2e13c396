/* A fuzz target: libFuzzer's own name, so that it can be linked with libFuzzer or with drive.c. */
#pragma once

#include <diarie/base.h>

int LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size);
