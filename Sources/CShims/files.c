#define _GNU_SOURCE
#include "include/distmake_files.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

const int distmake_o_path = O_PATH;

int distmake_open_in_root(int root, const char *path, int flags, unsigned mode) {
    struct open_how how = {
        .flags = (unsigned)flags | O_CLOEXEC,
        .mode = (flags & O_CREAT) != 0 ? mode : 0,
        .resolve = RESOLVE_IN_ROOT,
    };
    return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

static int set_lock(int descriptor, int command, short type) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET};
    return fcntl(descriptor, command, &lock);
}

int distmake_lock_slot(int descriptor, int wait) {
    return set_lock(descriptor, wait ? F_OFD_SETLKW : F_OFD_SETLK, F_WRLCK);
}

int distmake_unlock_slot(int descriptor) {
    return set_lock(descriptor, F_OFD_SETLK, F_UNLCK);
}

int distmake_share_lock(int descriptor) {
    return set_lock(descriptor, F_OFD_SETLK, F_RDLCK);
}

int distmake_is_locked_elsewhere(int descriptor) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
