// A crashed shim becomes the real compiler: the caller sees a compile, not a crash.
#define _GNU_SOURCE
#include "include/distmake_signals.h"

#include "caught.h"
#include <unistd.h>

static const char *program;
static char *const *program_arguments;
static char *const *program_environment;

/// Of its own, because a stack overflow is one of the crashes. AVX-512 and AMX state needs 11 KiB of it.
static char stack[1 << 15];

static void execute(int number) {
    distmake_kill_forwarded();
    execve(program, program_arguments, program_environment);
    _exit(128 + number);
}

void distmake_execute_on_crash(const char *path, char *const *arguments, char *const *environment) {
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
    program = path;
    program_arguments = arguments;
    program_environment = environment;
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    // NODEFER: what executes must not start with the signal blocked. RESETHAND: a crash in here ends the process.
    for (unsigned i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        distmake_catch(crashes[i], execute, SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
}
