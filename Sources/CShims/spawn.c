// Starting a program. posix_spawn knows neither PR_SET_PDEATHSIG nor "ignore this signal again", and gives the
// child the mask of the calling thread: Swift's pool threads block INT, TERM and HUP.
#define _GNU_SOURCE
#include "include/distmake_spawn.h"

#include "caught.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct child_signals {
    sigset_t mask, ignored, changed;
};

/// Puts the wanted descriptors on 0, 1 and 2; each is copied above 2 first, so that none is overwritten unused.
static bool place_descriptors(const int wanted[3]) {
    int copies[3];
    for (int i = 0; i < 3; i++) {
        copies[i] = wanted[i] < 0 ? -1 : fcntl(wanted[i], F_DUPFD_CLOEXEC, 3);
        if (wanted[i] >= 0 && copies[i] < 0)
            return false;
    }
    for (int i = 0; i < 3; i++)
        if (copies[i] >= 0 && dup2(copies[i], i) < 0)
            return false;
    return true;
}

static void close_from_three(void) {
    if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0)
        return;
    struct rlimit limit; // Linux before 5.9
    int end = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536 ? (int)limit.rlim_cur : 65536;
    for (int fd = 3; fd < end; fd++)
        close(fd);
}

static void set_dispositions(const struct child_signals *signals) {
    for (int number = 1; number < NSIG; number++) {
        if (sigismember(&signals->changed, number) != 1)
            continue;
        struct sigaction action = {.sa_handler = sigismember(&signals->ignored, number) == 1 ? SIG_IGN : SIG_DFL};
        sigaction(number, &action, NULL);
    }
}

/// In the child, on the parent's memory: system calls only. Returns errno.
static int prepare_and_execute(
    const struct distmake_spawn *request, pid_t parent, int priority, const struct child_signals *signals) {
    set_dispositions(signals);
    if (request->main_priority)
        setpriority(PRIO_PROCESS, 0, priority);
    if (request->own_session && setsid() < 0)
        return errno;
    if (request->own_group && setpgid(0, 0) != 0)
        return errno;
    if (request->parent_death_signal != 0) {
        prctl(PR_SET_PDEATHSIG, request->parent_death_signal);
        if (getppid() != parent) // it ended before the line above
            return ESRCH;
    }
    if (!place_descriptors(request->standard_descriptors))
        return errno;
    if (request->close_others)
        close_from_three();
    if (request->working_directory && chdir(request->working_directory) != 0)
        return errno;
    sigprocmask(SIG_SETMASK, &signals->mask, NULL);
    execve(request->path, request->arguments, request->environment);
    return errno;
}

pid_t distmake_spawn(const struct distmake_spawn *request) {
    struct child_signals signals;
    distmake_child_signals(&signals.mask, &signals.ignored, &signals.changed);
    if (request->clean_signals) {
        sigemptyset(&signals.mask);
        sigemptyset(&signals.ignored);
        sigfillset(&signals.changed);
    }
    if (request->ignore_terminal_output) {
        sigaddset(&signals.ignored, SIGTTOU);
        sigaddset(&signals.changed, SIGTTOU);
    }
    pid_t parent = getpid();
    // libdispatch gives its pool threads priorities of their own, and `nice distmake` is to hold below.
    int priority = request->main_priority ? getpriority(PRIO_PROCESS, parent) : 0;
    volatile int failure = 0;

    // A handler that ran in the child would run on the parent's memory.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = vfork();
    if (child == 0) {
        failure = prepare_and_execute(request, parent, priority, &signals);
        _exit(127);
    }
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (child < 0)
        return -error;
    if (failure == 0)
        return child;
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return -failure;
}

int distmake_pidfd_open(pid_t process) {
    long fd = syscall(SYS_pidfd_open, process, 0U);
    return fd < 0 ? -errno : (int)fd;
}

void distmake_become_subreaper(void) { prctl(PR_SET_CHILD_SUBREAPER, 1); }
