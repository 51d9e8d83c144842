// Lets one system call of a program fail, or ends the program before it: LD_PRELOAD=fault.so. See Scripts/faults.
//
// FAULT_CALL    write, rename, close, fsync, mkdir or open (for writing)
// FAULT_NUMBER  which of the calls that count, from 1; 0 for none
// FAULT_FOLDER  only calls on files in this folder count
// FAULT_KILL    the program is killed there instead
// FAULT_COUNT   a file that gets the number of calls that counted
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int calls;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int counts(const char *path) {
  const char *folder = getenv("FAULT_FOLDER");
  return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int counts_open(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t count = readlink(link, path, sizeof path - 1);
  if (count < 0) return 0;
  path[count] = 0;
  return counts(path);
}

/// Whether this call is the one that fails.
static int fails(const char *call) {
  const char *wanted = getenv("FAULT_CALL"), *number = getenv("FAULT_NUMBER");
  if (!wanted || strcmp(wanted, call) != 0) return 0;
  if (atomic_fetch_add(&calls, 1) + 1 != (number ? atoi(number) : 0)) return 0;
  if (getenv("FAULT_KILL")) kill(getpid(), SIGKILL);
  errno = EIO;
  return 1;
}

__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("FAULT_COUNT");
  int file = path ? NEXT(open)(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
  if (file >= 0) dprintf(file, "%d\n", atomic_load(&calls));
}

#define OPEN(name)                                                                            \
  int name(const char *path, int flags, ...) {                                                \
    mode_t mode = 0;                                                                          \
    if (flags & O_CREAT) {                                                                    \
      va_list rest;                                                                           \
      va_start(rest, flags);                                                                  \
      mode = va_arg(rest, mode_t);                                                            \
      va_end(rest);                                                                           \
    }                                                                                         \
    if (flags & (O_WRONLY | O_RDWR | O_CREAT) && counts(path) && fails("open")) return -1;    \
    return NEXT(name)(path, flags, mode);                                                     \
  }
OPEN(open)
OPEN(open64)

ssize_t write(int file, const void *bytes, size_t count) {
  return file > 2 && counts_open(file) && fails("write") ? -1 : NEXT(write)(file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) {
  return counts_open(file) && fails("write") ? -1 : NEXT(pwrite)(file, bytes, count, place);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
  return counts_open(file) && fails("write") ? -1 : NEXT(pwrite64)(file, bytes, count, place);
}
int rename(const char *from, const char *to) { return counts(to) && fails("rename") ? -1 : NEXT(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return counts(path) && fails("mkdir") ? -1 : NEXT(mkdir)(path, mode); }
int fsync(int file) { return counts_open(file) && fails("fsync") ? -1 : NEXT(fsync)(file); }
int close(int file) {
  if (file > 2 && counts_open(file) && fails("close")) {
    NEXT(close)(file);
    errno = EIO;
    return -1;
  }
  return NEXT(close)(file);
}
