#ifndef DISTMAKE_SYSTEM_H
#define DISTMAKE_SYSTEM_H

/// The processors this process may run on, at least 1.
int distmake_core_count(void);

/// Nanoseconds since 1970-01-01 UTC. Here and not in Swift: in a release build of a module that imports Subprocess the
/// members of `timespec` belong to a module without a name to import.
long long distmake_wall_nanoseconds(void);

/// A close-on-exec stream socket connected to `path` (below 108 bytes), or -errno.
int distmake_connect_unix(const char *path);

/// A close-on-exec stream socket that listens on `path` in place of what was there, or -errno.
int distmake_listen_unix(const char *path, int backlog);

/// A close-on-exec file in memory, empty and without a name, or -errno.
int distmake_memory_file(void);

/// The type of the file system that holds `path` (statfs(2)), or -errno.
long distmake_file_system_type(const char *path);

/// The environment, as main's third argument; Swift cannot name the global variable.
char *const *distmake_environment(void);

/// The path that execve(2) was given for this program, for where /proc is not mounted; or NULL.
const char *distmake_executed_path(void);

#endif
