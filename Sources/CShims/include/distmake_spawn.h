#ifndef DISTMAKE_SPAWN_H
#define DISTMAKE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

/// A program to start. A zeroed field is the plainest choice, but for the descriptors: -1 inherits.
struct distmake_spawn {
    const char *path;               // the executable; never looked up in PATH
    char *const *arguments;         // ends with NULL
    char *const *environment;       // ends with NULL
    const char *working_directory;  // NULL: the caller's
    int standard_descriptors[3];    // become 0, 1 and 2; -1: inherited
    int parent_death_signal;        // sent to the child when the calling *thread* ends; 0: none
    bool own_group;                 // a process group of its own
    bool own_session;               // setsid
    bool close_others;              // close every descriptor from 3 on
    bool clean_signals;             // nothing blocked, nothing ignored
    bool main_priority;             // the priority of the main thread, not of the calling one
    bool ignore_terminal_output;    // SIGTTOU ignored: a background group may write to its terminal
};

/// Starts a child by vfork. Unless `clean_signals`, it gets the signal mask and the ignored signals that were
/// recorded with `distmake_record_signals`; without a record, those of the calling thread. What is caught here
/// becomes the default. Returns the child, or -errno when it could not be made or could not execute `path`.
pid_t distmake_spawn(const struct distmake_spawn *request);

/// The same, and until `distmake_stop_forwarding` TERM, INT, HUP and QUIT are handed on to the child, with
/// `own_group` to its whole group. One such child at a time, in a program with one thread.
pid_t distmake_spawn_forwarding(const struct distmake_spawn *request);

/// Ends the forwarding and returns the last signal that came since it began, or 0.
int distmake_stop_forwarding(void);

/// A descriptor of a process, readable when it has ended; close-on-exec. -errno where the kernel has none.
int distmake_pidfd_open(pid_t process);

/// Adopts orphaned descendants, so that they can be waited for.
void distmake_become_subreaper(void);

#endif
