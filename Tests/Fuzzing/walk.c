// Lets the HDF5 library walk through one file after another, as the program does in a copy of itself before it reads a file
// (Sources/CHDF5/trial.h). A process that stays costs a hundredth of a copy of the fuzzer for each input; the fuzzer starts it anew
// when it ends. walk FILE: reads a byte, walks, writes one; Scripts/fuzz compiles it, with AddressSanitizer.
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "shim.h"

/// Seconds of processor time for a file of a few kilobytes: after which a walk that goes on well ends, and after which it is taken
/// to go round for ever. The program's own limits are 2 and 5 s.
static const double enough = 0.5;
static const int limit = 1;

/// Nobody reads the report of a crash here, and names for its places take five times as long as the process.
const char *__asan_default_options(void) { return "symbolize=0"; }

static double used(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  // The cache of each open file is half a megabyte: one that stays costs no new pages.
  H5set_free_list_limits(4 << 20, 2 << 20, 4 << 20, 1 << 20, 1 << 20, 1 << 18);
  canns_H5_walk *walk = calloc(1, sizeof *walk);
  if (!walk) return 77;
  char byte;
  while (read(STDIN_FILENO, &byte, 1) == 1) {
    memset(walk, 0, sizeof *walk);
    walk->enough = used() + enough;
    // The signals of both clocks end the process.
    setitimer(ITIMER_PROF, &(struct itimerval){{0, 0}, {limit, 0}}, NULL);
    alarm(12 * limit);
    canns_H5_walk_file(arguments[1], walk);
    setitimer(ITIMER_PROF, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
    alarm(0);
    byte = CANNS_H5_SURVIVED;
    if (write(STDOUT_FILENO, &byte, 1) != 1) return 74;
  }
  return 0;
}
