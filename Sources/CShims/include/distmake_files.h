#ifndef DISTMAKE_FILES_H
#define DISTMAKE_FILES_H

// No system header is included: Swift would then count its types as this module's.

/// O_PATH of open(2), which glibc shows only with _GNU_SOURCE.
extern const int distmake_o_path;

/// `struct ucred` of unix(7), which glibc shows only with _GNU_SOURCE: the peer of a unix socket (SO_PEERCRED).
struct distmake_peer {
    int pid;
    unsigned uid;
    unsigned gid;
};

/// openat2(2) with RESOLVE_IN_ROOT: `path` is resolved as if `root` were the root directory, absolute symbolic
/// links and `..` included. The descriptor is close-on-exec. Returns -1 and sets errno on failure.
int distmake_open_in_root(int root, const char *path, int flags, unsigned mode);

/// Locks the whole file `descriptor` for writing with an open file description lock (fcntl(2), F_OFD_SETLK),
/// which conflicts with the POSIX locks that distcc takes on the same files. With `wait` it blocks until the lock
/// is ours. Returns 0, or -1 with errno (EAGAIN or EACCES: somebody else holds it).
int distmake_lock_slot(int descriptor, int wait);

/// Gives up any lock on `descriptor`.
int distmake_unlock_slot(int descriptor);

/// Takes a lock on `descriptor` that any number of others may hold as well. Returns 0, or -1 with errno.
int distmake_share_lock(int descriptor);

/// Whether another process holds any lock on `descriptor`'s file.
int distmake_is_locked_elsewhere(int descriptor);

#endif
