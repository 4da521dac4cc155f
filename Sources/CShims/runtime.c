// How Swift's CommandLine gets argv in a static program.
//
// The runtime's own way on Linux reads /proc/self/maps to find the stack and walks up to argv, before main and
// whether or not anybody asks: 40 of the 250 µs that the shim needs beyond a C program. glibc hands argv to every
// constructor. Weak, so that a runtime that brings its version along for another reason wins without a conflict;
// hidden, so that a program with the shared runtime keeps that one's.
#include <stddef.h>

static int count;
static char **arguments;

__attribute__((constructor)) static void remember(int argc, char **argv) {
    count = argc;
    arguments = argv;
}

__attribute__((weak, visibility("hidden"))) char **_swift_stdlib_getUnsafeArgvArgc(int *length);

char **_swift_stdlib_getUnsafeArgvArgc(int *length) {
    *length = count;
    return arguments;
}
