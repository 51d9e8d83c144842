import CMalloc

/// Makes the process keep memory that it frees, for programs (not libraries) to call once at their start.
///
/// Draw after draw of a null distribution needs the same large arrays. glibc would give each back to the system when it is
/// freed and have the next one's pages cleared anew, a tenth of the CPU time. Only the largest, matrices of a whole recording
/// of which there are a few in a run, are given back: kept, the holes that they leave would be filled by halves.
public func keepFreedMemory() {
  // The most that glibc takes for a threshold.
  mallopt(M_MMAP_THRESHOLD, 32 << 20)
  mallopt(M_TRIM_THRESHOLD, Int32.max)
}
