/// Why a file could not be read or written, in the user's words: what was found, where, and how to mend it.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What class of failure it is; each has an exit code of its own.
  public enum Kind: Sendable, Equatable, CaseIterable {
    /// There is no such file.
    case noSuchInput
    /// The file was read, and what it holds cannot be used.
    case unusableData
    /// The output cannot be written where it was asked for.
    case cannotWrite
    /// The operating system failed to read or write.
    case inputOutput
    /// Reading it needs more memory than is allowed.
    case overMemory

    /// The exit code of `sysexits.h` for it: 66, 65, 73, 74 or 77.
    public var exitCode: Int32 {
      switch self {
      case .noSuchInput: 66
      case .unusableData: 65
      case .cannotWrite: 73
      case .inputOutput: 74
      case .overMemory: 77
      }
    }
  }

  /// What class of failure it is.
  public var kind: Kind
  /// The file, when one is concerned.
  public var file: String?
  /// Where in the file: the name of an array, a dataset, a line and column.
  public var place: String?
  /// What was found and what was expected.
  public var problem: String
  /// What the user can do about it.
  public var remedy: String?

  public init(
    _ kind: Kind, file: String? = nil, place: String? = nil, problem: String, remedy: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String {
    let location = [file, place].compactMap { $0 }.joined(separator: ", ")
    let start = location.isEmpty ? "" : "\(location): "
    return start + problem + (remedy.map { " \($0)" } ?? "")
  }
}

extension FileError {
  /// The data are not usable.
  package static func unusable(
    _ problem: String, file: String? = nil, place: String? = nil, remedy: String? = nil
  ) -> FileError {
    FileError(.unusableData, file: file, place: place, problem: problem, remedy: remedy)
  }

  /// The same error with file and place filled in where they are still open, as it passes up from a reader that
  /// knows only bytes to one that knows their names.
  package func located(file: String? = nil, place: String? = nil) -> FileError {
    var error = self
    if error.file == nil { error.file = file }
    if let place {
      error.place = error.place.map { $0 == place ? place : "\(place), \($0)" } ?? place
    }
    return error
  }
}
