// A terminal that is given back however the program ends, but for SIGKILL: in C, because a crash handler may call little.
#define _GNU_SOURCE
#include "include/distmake_screen.h"

#include "caught.h"
#include <errno.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static volatile sig_atomic_t has_keys, is_taken;

static void put(const char *text, size_t length) {
    ssize_t written = write(1, text, length);
    (void)written; // a terminal that has gone
}

void distmake_give_screen_back(void) {
    static const char leave[] = "\033[?25h\033[?1049l";
    if (!is_taken)
        return;
    is_taken = 0;
    put(leave, sizeof leave - 1);
    if (has_keys)
        tcsetattr(0, TCSADRAIN, &before);
}

static void crash(int number) {
    distmake_give_screen_back();
    raise(number); // blocked until this returns, and then with its default action (SA_RESETHAND)
}

int distmake_take_screen(void) {
    static const char enter[] = "\033[?1049h\033[?25l";
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
    static int is_prepared;
    if (!is_prepared) {
        for (unsigned i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
            distmake_catch(crashes[i], crash, SA_RESETHAND);
        if (atexit(distmake_give_screen_back) != 0)
            return -ENOMEM;
        is_prepared = 1;
    }
    if (is_taken)
        return 0;
    has_keys = tcgetattr(0, &before) == 0;
    if (has_keys) {
        struct termios raw = before;
        // Signals stay: a program that hangs can be ended by Ctrl-C all the same.
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        raw.c_cc[VMIN] = 1;
        raw.c_cc[VTIME] = 0;
        if (tcsetattr(0, TCSADRAIN, &raw) != 0)
            return -errno;
    }
    is_taken = 1;
    put(enter, sizeof enter - 1);
    return 0;
}
