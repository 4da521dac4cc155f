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

/// The last signal that came, perhaps before there was a child.
static volatile sig_atomic_t last;

static void hand_on(int number) {
    int saved = errno;
    last = number;
    if (target != 0)
        kill(target, number);
    errno = saved;
}

pid_t distmake_spawn_forwarding(const struct distmake_spawn *request) {
    last = 0;
    for (int i = 0; i < forwarded_count; i++) {
        sigaction(forwarded[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            distmake_catch(forwarded[i], hand_on, SA_RESTART);
    }
    pid_t child = distmake_spawn(request);
    if (child > 0) {
        target = request->own_group ? -child : child;
        if (last != 0) // twice, if it came just now, is no harm
            kill(target, last);
    } else if (distmake_stop_forwarding() != 0) {
        kill(getpid(), last);
    }
    return child;
}

int distmake_stop_forwarding(void) {
    target = 0;
    for (int i = 0; i < forwarded_count; i++)
        sigaction(forwarded[i], &before[i], NULL);
    return last;
}

void distmake_kill_forwarded(void) {
    if (target != 0)
        kill(target, SIGKILL);
}
