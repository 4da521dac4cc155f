// What the files of CShims know of each other's signals.
#ifndef DISTMAKE_CAUGHT_H
#define DISTMAKE_CAUGHT_H

#include <signal.h>
#include <stdbool.h>

/// Installs a handler and notes that the signal is caught, so that a child gets its default back.
bool distmake_catch(int signal, void (*handler)(int), int flags);

/// What a child starts with: mask, ignored signals, and those to look at (the caught ones, or with a record all).
void distmake_child_signals(sigset_t *mask, sigset_t *ignored, sigset_t *changed);

/// SIGKILL for the child that signals are handed on to, if there is one. Async-signal-safe.
void distmake_kill_forwarded(void);

#endif
