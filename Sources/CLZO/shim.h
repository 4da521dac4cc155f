#ifndef DISTMAKE_CLZO_H
#define DISTMAKE_CLZO_H

#include <lzo/lzo1x.h>

/* lzo_init() and the size of the work memory are macros that Swift cannot import. */

static inline int clzo_initialize(void) {
    return lzo_init();
}

static inline lzo_uint clzo_compress_work_size(void) {
    return LZO1X_1_MEM_COMPRESS;
}

#endif
