import CHDF5

/// Lets the library walk through a file in a copy of this process before it is opened here, once for each version of the file:
/// what a damaged file makes the library do, crash or never come to an end, it does there.
///
/// The walk opens every object and reads every attribute, all texts, references and arrays of variable length, and of plain
/// numbers the first and the last megabyte of each dataset.
enum HDF5Trial {
  /// Seconds of processor time after which a walk that goes on well has shown enough.
  private static let enough = 2.0
  /// Seconds of processor time after which the library is taken to go round for ever.
  private static let limit = 5
  /// What the walk may allocate: room for an unpacked chunk, and twice the file, in which elements of variable length stand as
  /// they are.
  private static func memory(_ file: InputFile) -> Int { (1 << 30) + 2 * file.size }

  /// So many files are remembered.
  private static let most = 256

  /// - Throws: `FileError` when the library does not survive the file.
  static func run(_ file: InputFile) throws {
    let outcome = withHDF5 { tried in
      if tried.contains(file.identity) { return CANNS_H5_SURVIVED }
      let outcome = canns_H5_try(file.url.path, enough, UInt32(limit), memory(file))
      if tried.count >= most { tried.removeAll() }
      if outcome == CANNS_H5_SURVIVED { tried.insert(file.identity) }
      return outcome
    }
    switch outcome {
    case CANNS_H5_CRASHED:
      throw FileError.unusable(
        "the HDF5 library crashed on it (in a process of its own): the file is damaged.", file: file.name,
        remedy: "Fetch it again, or try h5repack.")
    case CANNS_H5_HUNG:
      throw FileError.unusable(
        "the HDF5 library did not come to an end with it in \(limit) s: the file is damaged.", file: file.name,
        remedy: "Fetch it again, or try h5repack.")
    case CANNS_H5_TOO_LARGE:
      throw FileError.unusable(
        "it claims texts or arrays of variable length that are larger than the file: it is damaged.", file: file.name,
        remedy: "Fetch it again, or try h5repack.")
    default: break
    }
  }
}
