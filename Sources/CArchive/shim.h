// libarchive as the system has it (3.4 or newer).
#include <archive.h>
#include <archive_entry.h>
