#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>

// HDF5 names its types and property lists with macros that Swift cannot import (and with globals that
// are zero before H5open). Each of these functions returns the value of one such macro.
#define CANNS_H5_ID(name) static inline hid_t canns_##name(void) { return name; }
CANNS_H5_ID(H5T_NATIVE_FLOAT)
CANNS_H5_ID(H5T_NATIVE_DOUBLE)
CANNS_H5_ID(H5T_NATIVE_INT8)
CANNS_H5_ID(H5T_NATIVE_INT16)
CANNS_H5_ID(H5T_NATIVE_INT32)
CANNS_H5_ID(H5T_NATIVE_INT64)
CANNS_H5_ID(H5T_NATIVE_UINT8)
CANNS_H5_ID(H5T_NATIVE_UINT16)
CANNS_H5_ID(H5T_NATIVE_UINT32)
CANNS_H5_ID(H5T_NATIVE_UINT64)
CANNS_H5_ID(H5T_STD_REF_OBJ)
CANNS_H5_ID(H5T_C_S1)
CANNS_H5_ID(H5P_DATASET_CREATE)
CANNS_H5_ID(H5P_DATASET_ACCESS)
CANNS_H5_ID(H5P_GROUP_CREATE)
CANNS_H5_ID(H5P_FILE_ACCESS)
CANNS_H5_ID(H5P_LINK_CREATE)
CANNS_H5_ID(H5P_DEFAULT)
CANNS_H5_ID(H5S_ALL)
#undef CANNS_H5_ID

static inline unsigned canns_H5F_ACC_RDONLY(void) { return H5F_ACC_RDONLY; }
static inline unsigned canns_H5F_ACC_TRUNC(void) { return H5F_ACC_TRUNC; }
static inline size_t canns_H5T_VARIABLE(void) { return H5T_VARIABLE; }
static inline hsize_t canns_H5S_UNLIMITED(void) { return H5S_UNLIMITED; }
/// Stops HDF5 from printing its own error stack: our errors say what happened.
static inline void canns_H5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// Where an object's header stands in its file, which tells objects with several links apart; the largest number for none.
static inline unsigned long long canns_H5_address(hid_t object) {
  H5O_info_t info;
  return H5Oget_info(object, &info) < 0 ? ~0ULL : (unsigned long long)info.addr;
}

// MARK: What the library itself does not survive

#include <signal.h>
#include <string.h>
#include <unistd.h>

// Debian's HDF5 trusts the metadata of files: damaged ones can make it read outside its memory. Such a crash ends the
// process either way; while a guard is up it ends with a sentence and exit code 65 instead of a dump. Nothing is
// resumed: after a crash inside the library its memory can no longer be trusted.
typedef struct {
  char message[1024];
  struct sigaction previous[4];
} canns_H5_guard_state;

static inline canns_H5_guard_state *canns_H5_guarded(void) {
  static canns_H5_guard_state state;
  return &state;
}

static inline int canns_H5_signal(int index) {
  return index == 0 ? SIGSEGV : index == 1 ? SIGBUS : index == 2 ? SIGFPE : SIGABRT;
}

static inline void canns_H5_crashed(int number) {
  (void)number;
  const char *message = canns_H5_guarded()->message;
  ssize_t written = write(STDERR_FILENO, message, strlen(message));
  (void)written;
  _exit(65);
}

/// From here on a crash is said to be that of a file, in these words, until `canns_H5_unguard`.
static inline void canns_H5_guard(const char *message) {
  canns_H5_guard_state *state = canns_H5_guarded();
  strncpy(state->message, message, sizeof state->message - 1);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = canns_H5_crashed;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < 4; i++) sigaction(canns_H5_signal(i), &action, &state->previous[i]);
}

static inline void canns_H5_unguard(void) {
  canns_H5_guard_state *state = canns_H5_guarded();
  for (int i = 0; i < 4; i++) sigaction(canns_H5_signal(i), &state->previous[i], NULL);
}
