import CHDF5
import Synchronization

/// Debian's HDF5 library is not thread-safe, so every call of it in this process stands behind this lock. It holds the files
/// that the library has survived.
private let libraryLock = Mutex<Set<FileIdentity>>([])

/// Runs calls of the library.
package func withHDF5<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withHDF5 { _ in try body() }
}

/// The same, with the files that have been tried.
func withHDF5<Result>(_ body: (inout Set<FileIdentity>) throws -> Result) rethrows -> Result {
  try libraryLock.withLock { tried in
    // Its handler at the end of the process crashes on a file that could not be written; every file is closed without it.
    H5dont_atexit()
    H5open()
    canns_H5_silence()
    // Without their class, links to other files lead nowhere, wherever in a path they stand.
    H5Lunregister(H5L_TYPE_EXTERNAL)
    return try body(&tried)
  }
}

/// An HDF5 identifier that is closed at the end of its scope.
struct HDF5Handle: ~Copyable {
  typealias Close = @convention(c) (hid_t) -> herr_t
  let id: hid_t
  private let closing: Close

  init(_ id: hid_t, _ close: @escaping Close, orThrow error: () -> FileError) throws {
    guard id >= 0 else { throw error() }
    self.id = id
    closing = close
  }

  deinit { _ = closing(id) }

  /// Closes it now: what the library still holds of a dataset is written then.
  consuming func close(orThrow error: () -> FileError) throws {
    let (id, closing) = (id, closing)
    discard self
    guard closing(id) >= 0 else { throw error() }
  }
}

/// - Throws: `error` when a call of the library failed.
func require(_ status: herr_t, orThrow error: () -> FileError) throws {
  guard status >= 0 else { throw error() }
}
