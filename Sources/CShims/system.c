// Socket addresses, whose last member is an array, and calls that the Glibc module lacks.
#define _GNU_SOURCE
#include "include/distmake_system.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

int distmake_core_count(void) {
    // Not sysconf, which reads a file in /sys and counts processors that this process may not use.
    unsigned long set[128]; // 8192 processors, the most that Linux supports
    long size = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
    int count = 0;
    for (long i = 0; i < size / (long)sizeof set[0]; i++)
        count += __builtin_popcountl(set[i]);
    return count > 0 ? count : 1;
}

long long distmake_wall_nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static bool set_address(struct sockaddr_un *address, const char *path) {
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path)
        return false;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path, path, length);
    return true;
}

int distmake_connect_unix(const char *path) {
    struct sockaddr_un address;
    if (!set_address(&address, path))
        return -ENAMETOOLONG;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    while (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        if (errno == EINTR)
            continue;
        int saved = errno;
        close(fd);
        return -saved;
    }
    return fd;
}

int distmake_listen_unix(const char *path, int backlog) {
    struct sockaddr_un address;
    if (!set_address(&address, path))
        return -ENAMETOOLONG;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    unlink(path);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, backlog) != 0) {
        int saved = errno;
        close(fd);
        return -saved;
    }
    return fd;
}

int distmake_memory_file(void) {
    int fd = memfd_create("distmake", MFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

long distmake_file_system_type(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (long)status.f_type : -errno;
}

char *const *distmake_environment(void) { return environ; }

const char *distmake_executed_path(void) { return (const char *)getauxval(AT_EXECFN); }
