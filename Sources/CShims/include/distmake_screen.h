#ifndef DISTMAKE_SCREEN_H
#define DISTMAKE_SCREEN_H

/// Takes the terminal for a program that draws all of it: keys arrive one by one and unseen, the alternate screen is
/// shown, the cursor is hidden. Descriptor 0 is read, 1 is written; where 0 is no terminal, only the screen is taken.
/// What was there comes back with `distmake_give_screen_back`, with exit(3), and when the process crashes. Returns 0, or
/// -errno.
int distmake_take_screen(void);

/// Gives the terminal back. Does nothing when it is not taken. Async-signal-safe.
void distmake_give_screen_back(void);

#endif
