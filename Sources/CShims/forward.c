// Handing signals on to the one child of a shim.
#define _GNU_SOURCE
#include "include/distmake_spawn.h"

#include "caught.h"
#include <errno.h>
#include <unistd.h>

static const int forwarded[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
enum { forwarded_count = sizeof forwarded / sizeof forwarded[0] };
static struct sigaction before[forwarded_count];

/// What kill(2) takes: a process, or the negative number of a group; 0 while there is no child.
static volatile sig_atomic_t target;

/// A signal that came after the handlers and before the child.
static volatile sig_atomic_t early;

static void hand_on(int number) {
    int saved = errno;
    if (target != 0)
        kill(target, number);
    else
        early = number;
    errno = saved;
}

pid_t distmake_spawn_forwarding(const struct distmake_spawn *request) {
    early = 0;
    for (int i = 0; i < forwarded_count; i++) {
        sigaction(forwarded[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            distmake_catch(forwarded[i], hand_on, SA_RESTART);
    }
    pid_t child = distmake_spawn(request);
    if (child > 0) {
        target = request->own_group ? -child : child;
        if (early != 0)
            kill(target, early);
    } else {
        distmake_stop_forwarding();
        if (early != 0)
            kill(getpid(), early);
    }
    return child;
}

void distmake_stop_forwarding(void) {
    target = 0;
    for (int i = 0; i < forwarded_count; i++)
        sigaction(forwarded[i], &before[i], NULL);
}

void distmake_kill_forwarded(void) {
    if (target != 0)
        kill(target, SIGKILL);
}
