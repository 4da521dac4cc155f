#ifndef DISTMAKE_SIGNALS_H
#define DISTMAKE_SIGNALS_H

#include <stdbool.h>

/// Remembers the signal mask and the ignored signals that the program was started with. The first thing in main.
void distmake_record_signals(void);

/// Whether `signal` was ignored when the program started (nohup, a background job of sh).
bool distmake_started_ignoring(int signal);

/// Makes each of `signals` write its number, one byte, into a pipe, without interrupting system calls. What the
/// program was started to ignore stays ignored. Returns the reading end, close-on-exec, or -errno. Further calls
/// add signals to the same pipe.
int distmake_signal_pipe(const int *signals, int count);

/// Stops the process by SIGTSTP with its default action; a handler for it is back when this returns.
void distmake_stop_by_terminal(void);

/// Ends the process by `signal` with its default action and without a core file.
_Noreturn void distmake_die_by_signal(int signal);

/// Makes a crash of this process (SEGV, BUS, ILL, TRAP, ABRT, FPE) execute a program in its place; a child started
/// with `distmake_spawn_forwarding` is killed first. The pointers must stay valid; a second call replaces them.
/// Not together with `distmake_take_screen`, which wants the same signals.
void distmake_execute_on_crash(const char *path, char *const *arguments, char *const *environment);

#endif
