#pragma once
// Debian's HDF5 trusts the metadata of files: damaged ones can make it read outside its memory, or go round for ever. So a file
// is first walked through in a copy of this process with bounds of time and memory. Everything between fork and _exit is C: the
// copy has one thread, and must not wait for what another one held.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// How a trial ended.
enum canns_H5_outcome { CANNS_H5_SURVIVED, CANNS_H5_CRASHED, CANNS_H5_HUNG, CANNS_H5_TOO_LARGE, CANNS_H5_NOT_TRIED };

/// Groups and datasets that were seen, by the places of their headers.
typedef struct {
  unsigned long long seen[1 << 16];
  int count;
  /// Seconds of processor time after which a walk that goes on well has shown enough.
  double enough;
} canns_H5_walk;

static inline int canns_H5_has_time(const canns_H5_walk *walk) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return used.tv_sec + 1e-9 * used.tv_nsec < walk->enough;
}

/// Whether an object is met for the first time; when the table is half full nothing is new.
static inline int canns_H5_is_new(canns_H5_walk *walk, unsigned long long address) {
  unsigned slot = (unsigned)(address * 0x9E3779B97F4A7C15ULL >> 48);
  while (walk->seen[slot] != 0) {
    if (walk->seen[slot] == address + 1) return 0;
    slot = (slot + 1) & 0xFFFF;
  }
  if (walk->count >= 1 << 15) return 0;
  walk->seen[slot] = address + 1;
  walk->count++;
  return 1;
}

static inline herr_t canns_H5_find_want(unsigned depth, const H5E_error2_t *error, void *found) {
  (void)depth;
  if (error->min_num == H5E_NOSPACE || error->min_num == H5E_CANTALLOC) *(int *)found = 1;
  return 0;
}

/// Ends the copy when the call that has just failed wanted more memory than the elements of any file take. To be called at once:
/// the next call clears the errors.
static inline void canns_H5_end_if_large(void) {
  int found = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, canns_H5_find_want, &found);
  if (found) _exit(CANNS_H5_TOO_LARGE);
}

/// Whether the elements of a type stand elsewhere in the file, as long as it says.
static inline int canns_H5_stands_elsewhere(hid_t type) {
  H5T_class_t kind = H5Tget_class(type);
  return kind == H5T_VLEN || kind == H5T_COMPOUND || kind == H5T_REFERENCE || H5Tis_variable_str(type) > 0;
}

/// Opens what references lead to: a damaged one leads anywhere.
static inline void canns_H5_follow(hid_t owner, hid_t type, const void *buffer, hsize_t count, const canns_H5_walk *walk) {
  if (H5Tget_class(type) != H5T_REFERENCE || H5Tget_size(type) != sizeof(hobj_ref_t)) return;
  const hobj_ref_t *references = (const hobj_ref_t *)buffer;
  for (hsize_t index = 0; index < count && canns_H5_has_time(walk); index++) {
    hid_t object = H5Rdereference2(owner, H5P_DEFAULT, H5R_OBJECT, &references[index]);
    if (object >= 0) H5Oclose(object);
  }
}

static inline herr_t canns_H5_try_attribute(hid_t object, const char *name, const H5A_info_t *info, void *walk) {
  (void)info;
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  if (attribute < 0) return 0;
  hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  size_t size = H5Tget_size(type);
  int elsewhere = canns_H5_stands_elsewhere(type);
  if (type >= 0 && count > 0 && size > 0 && (unsigned long long)count <= (1 << 20) / size) {
    void *buffer = calloc((size_t)count, size);
    if (buffer && H5Aread(attribute, type, buffer) >= 0) {
      canns_H5_follow(object, type, buffer, (hsize_t)count, (const canns_H5_walk *)walk);
      H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
    } else if (buffer && elsewhere) {
      canns_H5_end_if_large();
    }
    free(buffer);
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return canns_H5_has_time((canns_H5_walk *)walk) ? 0 : 1;
}

/// Reads `rows` rows of a dataset from `start` on.
static inline void canns_H5_try_rows(hid_t set, hid_t type, hid_t space, int rank, const hsize_t *lengths, hsize_t start,
                                     hsize_t rows, size_t row_bytes, int elsewhere, const canns_H5_walk *walk) {
  hsize_t first[32] = {start}, count[32] = {rows};
  for (int axis = 1; axis < rank; axis++) count[axis] = lengths[axis];
  hid_t memory = H5Screate_simple(rank, count, NULL);
  void *buffer = calloc(rows, row_bytes);
  if (memory >= 0 && buffer && H5Sselect_hyperslab(space, H5S_SELECT_SET, first, NULL, count, NULL) >= 0) {
    if (H5Dread(set, type, memory, space, H5P_DEFAULT, buffer) >= 0) {
      canns_H5_follow(set, type, buffer, rows * row_bytes / sizeof(hobj_ref_t), walk);
      H5Dvlen_reclaim(type, memory, H5P_DEFAULT, buffer);
    } else if (elsewhere) {
      canns_H5_end_if_large();
    }
  }
  free(buffer);
  H5Sclose(memory);
}

/// So many pieces are read of a dataset of plain numbers that is larger than that: each leads the library through another part of
/// the index of its chunks.
enum { canns_H5_pieces = 16 };

/// Reads a dataset: all of it when it is small or its elements lie elsewhere in the file, pieces of it otherwise.
static inline void canns_H5_try_dataset(hid_t set, canns_H5_walk *walk) {
  const size_t piece = 1 << 20;
  hid_t type = H5Dget_type(set), space = H5Dget_space(set), list = H5Dget_create_plist(set);
  size_t size = H5Tget_size(type);
  hsize_t lengths[32] = {1};
  int rank = H5Sget_simple_extent_ndims(space);
  hssize_t count = H5Sget_simple_extent_npoints(space);
  unsigned long long stored = H5Dget_storage_size(set);
  int elsewhere = canns_H5_stands_elsewhere(type);
  if (type >= 0 && list >= 0 && rank >= 0 && rank <= 32 && count > 0 && size > 0 && (size_t)count <= ((size_t)1 << 50) / size &&
      H5Pget_layout(list) != H5D_VIRTUAL && H5Pget_external_count(list) == 0 && (size_t)count * size / 1032 <= stored + 1024) {
    if (rank == 0) {
      void *buffer = size <= piece ? calloc(1, size) : NULL;
      if (buffer && H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer) >= 0) {
        H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer);
      } else if (buffer && elsewhere) {
        canns_H5_end_if_large();
      }
      free(buffer);
    } else if (H5Sget_simple_extent_dims(space, lengths, NULL) >= 0) {
      size_t row = (size_t)count / lengths[0] * size;
      hsize_t rows = row > 0 && row < piece ? piece / row : 1;
      if (rows > lengths[0]) rows = lengths[0];
      if (row > 0 && row <= 64 * piece) {
        for (hsize_t start = 0; start < lengths[0] && canns_H5_has_time(walk); start += rows) {
          if (start + rows > lengths[0]) rows = lengths[0] - start;
          canns_H5_try_rows(set, type, space, rank, lengths, start, rows, row, elsewhere, walk);
          // Of plain numbers the first and the last piece, and some between them.
          if (!elsewhere && start + 2 * rows < lengths[0]) {
            hsize_t last = lengths[0] - 2 * rows, next = start + lengths[0] / canns_H5_pieces;
            start = next > last ? last : next > start + rows ? next - rows : start;
          }
        }
      }
    }
  }
  H5Pclose(list);
  H5Sclose(space);
  H5Tclose(type);
}

static inline void canns_H5_try_object(hid_t object, canns_H5_walk *walk, int depth);

typedef struct {
  canns_H5_walk *walk;
  int depth;
} canns_H5_level;

static inline herr_t canns_H5_try_link(hid_t group, const char *name, const H5L_info_t *info, void *context) {
  canns_H5_level *level = (canns_H5_level *)context;
  H5L_info_t again;
  H5Lget_info(group, name, &again, H5P_DEFAULT);
  char target[1 << 10];
  if (info->type == H5L_TYPE_SOFT) H5Lget_val(group, name, target, sizeof target, H5P_DEFAULT);
  if (info->type == H5L_TYPE_HARD || info->type == H5L_TYPE_SOFT) {
    hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    if (object >= 0) {
      canns_H5_try_object(object, level->walk, level->depth + 1);
      H5Oclose(object);
    }
  }
  return canns_H5_has_time(level->walk) ? 0 : 1;
}

static inline void canns_H5_try_object(hid_t object, canns_H5_walk *walk, int depth) {
  if (depth > 64 || !canns_H5_is_new(walk, canns_H5_address(object))) return;
  // Readers ask for attributes by name, which leads the library through the header in a way of its own: to the end for one that
  // is not there.
  H5Aexists(object, " ");
  hsize_t index = 0;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &index, canns_H5_try_attribute, walk);
  canns_H5_level level = {walk, depth};
  switch (H5Iget_type(object)) {
    case H5I_DATASET: canns_H5_try_dataset(object, walk); break;
    case H5I_GROUP: {
      // How many links it has the library counts in a way of its own.
      H5G_info_t group;
      H5Gget_info(object, &group);
      hsize_t link = 0;
      H5Literate(object, H5_INDEX_NAME, H5_ITER_INC, &link, canns_H5_try_link, &level);
      break;
    }
    default: break;
  }
}

/// Lowers a limit of this process.
static inline void canns_H5_limit(int what, rlim_t soft) {
  struct rlimit limit;
  if (getrlimit(what, &limit) != 0) return;
  if (limit.rlim_max != RLIM_INFINITY && soft > limit.rlim_max) soft = limit.rlim_max;
  limit.rlim_cur = soft;
  setrlimit(what, &limit);
}

/// Bytes of address space that this process has.
static inline rlim_t canns_H5_space(void) {
  char text[64] = {0};
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ssize_t count = file >= 0 ? read(file, text, sizeof text - 1) : 0;
  if (file >= 0) close(file);
  return count > 0 ? (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE) : RLIM_INFINITY;
}

/// Walks through a file in this process.
static inline void canns_H5_walk_file(const char *path, canns_H5_walk *walk) {
  hid_t file = canns_H5F_open(path);
  if (file < 0) return;
  hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
  if (root >= 0) canns_H5_try_object(root, walk, 0);
  H5Gclose(root);
  H5Fclose(file);
}

#ifdef CANNS_H5_TRIED_ELSEWHERE
/// The fuzzer has let a process of its own walk through the file before.
static inline enum canns_H5_outcome canns_H5_try(const char *path, double enough, unsigned seconds, size_t memory) {
  (void)path, (void)enough, (void)seconds, (void)memory;
  return CANNS_H5_SURVIVED;
}
#else
/// Walks through a file in a copy of this process.
///
/// - enough: seconds of processor time after which a walk that goes on well ends.
/// - seconds: of processor time after which the copy is ended, more than `enough`.
/// - memory: bytes that the copy may take beyond what this process has.
static inline enum canns_H5_outcome canns_H5_try(const char *path, double enough, unsigned seconds, size_t memory) {
  canns_H5_walk *walk = (canns_H5_walk *)calloc(1, sizeof(canns_H5_walk));
  if (!walk) return CANNS_H5_NOT_TRIED;
  walk->enough = enough;
  pid_t copy = fork();
  if (copy == 0) {
    const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP, SIGINT, SIGTERM, SIGXCPU, SIGALRM};
    for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; i++) signal(signals[i], SIG_DFL);
    // What glibc says of a damaged heap is not for the user's eyes.
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    canns_H5_limit(RLIMIT_CORE, 0);
    canns_H5_limit(RLIMIT_CPU, seconds);
    // A copy that waits takes no processor time.
    alarm(12 * seconds);
    rlim_t space = canns_H5_space();
    if (space != RLIM_INFINITY) canns_H5_limit(RLIMIT_AS, space + memory);
    canns_H5_walk_file(path, walk);
    _exit(0);
  }
  free(walk);
  int status = 0;
  if (copy < 0) return CANNS_H5_NOT_TRIED;
  while (waitpid(copy, &status, 0) < 0)
    if (errno != EINTR) return CANNS_H5_NOT_TRIED;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return CANNS_H5_SURVIVED;
  if (WIFEXITED(status) && WEXITSTATUS(status) == CANNS_H5_TOO_LARGE) return CANNS_H5_TOO_LARGE;
  if (!WIFSIGNALED(status)) return CANNS_H5_CRASHED;
  return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGALRM ? CANNS_H5_HUNG : CANNS_H5_CRASHED;
}
#endif
