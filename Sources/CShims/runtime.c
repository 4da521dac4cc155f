// What Swift's runtime does before main in a static program, done without /proc.
//
// Its own ways: argv is found by reading /proc/self/maps for the stack and walking up it, and the crash reporter's
// helper is looked for beside /proc/self/exe in nine places; in a chroot without /proc the latter aborts the program
// before main. Together they are 70 of the 110 µs that the shim needed beyond a C program to start.
//
// The definitions are weak, so that a runtime whose objects come along for another reason wins without a conflict,
// and hidden, so that a program with the shared runtime keeps that one's.
#include <stddef.h>

#define REPLACES_RUNTIME __attribute__((weak, visibility("hidden")))

static int count;
static char **arguments;

/// glibc hands argv to every constructor.
__attribute__((constructor)) static void remember(int argc, char **argv) {
    count = argc;
    arguments = argv;
}

REPLACES_RUNTIME char **_swift_stdlib_getUnsafeArgvArgc(int *length);
char **_swift_stdlib_getUnsafeArgvArgc(int *length) {
    *length = count;
    return arguments;
}

/// There is no `swift-backtrace` beside a static program of ours; a crashed shim becomes the real compiler.
REPLACES_RUNTIME const char *swift_copyAuxiliaryExecutablePath(const char *name);
const char *swift_copyAuxiliaryExecutablePath(const char *name) {
    (void)name;
    return NULL;
}
