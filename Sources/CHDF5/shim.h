#pragma once
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

// Files are opened and made without the library's lock on them: many network file systems have none, and a process that is started
// meanwhile keeps the lock of a file that is closed here. Either would make a good file look damaged. HDF5_USE_FILE_LOCKING in the
// environment overrules this.
static inline hid_t canns_H5_unlocked(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access >= 0) H5Pset_file_locking(access, 0, 1);
  return access;
}

/// Opens a file to be read.
static inline hid_t canns_H5F_open(const char *path) {
  hid_t access = canns_H5_unlocked(), file = H5Fopen(path, H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

/// Makes a file, or empties one.
static inline hid_t canns_H5F_create(const char *path) {
  hid_t access = canns_H5_unlocked(), file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  H5Pclose(access);
  return file;
}

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

static inline size_t canns_H5T_VARIABLE(void) { return H5T_VARIABLE; }
static inline hsize_t canns_H5S_UNLIMITED(void) { return H5S_UNLIMITED; }
/// Stops HDF5 from printing its own error stack: our errors say what happened.
static inline void canns_H5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// Where an object's header stands in its file, which tells objects with several links apart; the largest number for none.
static inline unsigned long long canns_H5_address(hid_t object) {
  H5O_info_t info;
  return H5Oget_info(object, &info) < 0 ? ~0ULL : (unsigned long long)info.addr;
}

/// The system's error number that the library names for the call that has just failed; 0 when it names none.
static inline herr_t canns_H5_find_errno(unsigned depth, const H5E_error2_t *error, void *found) {
  (void)depth;
  const char *number = error->desc ? strstr(error->desc, "errno = ") : NULL;
  if (number) *(int *)found = atoi(number + strlen("errno = "));
  return 0;
}

static inline int canns_H5_errno(void) {
  int found = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, canns_H5_find_errno, &found);
  return found;
}

#include "trial.h"
