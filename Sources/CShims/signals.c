// The signals a program was started with, the pipe that turns signals into bytes, and stopping or dying by one.
#define _GNU_SOURCE
#include "include/distmake_signals.h"

#include "caught.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static bool recorded;
static sigset_t started_mask, started_ignored, caught;
static int pipe_ends[2] = {-1, -1};

void distmake_record_signals(void) {
    sigprocmask(SIG_SETMASK, NULL, &started_mask);
    sigemptyset(&started_ignored);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            sigaddset(&started_ignored, number);
    }
    recorded = true;
}

bool distmake_started_ignoring(int number) {
    return recorded && sigismember(&started_ignored, number) == 1;
}

bool distmake_catch(int number, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaddset(&caught, number);
    return sigaction(number, &action, NULL) == 0;
}

void distmake_child_signals(sigset_t *mask, sigset_t *ignored, sigset_t *changed) {
    if (recorded) {
        *mask = started_mask;
        *ignored = started_ignored;
        sigfillset(changed); // libraries change signals too: NIO ignores SIGPIPE
    } else {
        pthread_sigmask(SIG_SETMASK, NULL, mask);
        sigemptyset(ignored);
        *changed = caught;
    }
}

static void write_number(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe loses the byte: 65536 unread signals have said what there is to say.
    ssize_t written = write(pipe_ends[1], &byte, 1);
    (void)written;
    errno = saved;
}

int distmake_signal_pipe(const int *signals, int count) {
    if (pipe_ends[0] < 0) {
        if (pipe2(pipe_ends, O_CLOEXEC) != 0)
            return -errno;
        fcntl(pipe_ends[1], F_SETFL, O_NONBLOCK);
    }
    for (int i = 0; i < count; i++)
        if (!distmake_started_ignoring(signals[i]) && !distmake_catch(signals[i], write_number, SA_RESTART))
            return -errno;
    return pipe_ends[0];
}

void distmake_stop_by_terminal(void) {
    struct sigaction action = {.sa_handler = SIG_DFL}, before;
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    sigset_t mask;
    pthread_sigmask(SIG_UNBLOCK, &only, &mask);
    sigaction(SIGTSTP, &action, &before);
    // Of this thread, so that it has stopped when the call returns and not some time later.
    raise(SIGTSTP);
    sigaction(SIGTSTP, &before, NULL);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

void distmake_die_by_signal(int number) {
    // The core of the program that this one stands for is written already. A core_pattern that is a pipe does
    // not know the limit, so the process is made undumpable too.
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(number, &action, NULL);
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    kill(getpid(), number);
    _exit(128 + number); // a signal that does not end a process
}
