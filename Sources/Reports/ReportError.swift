import Schema

/// What can go wrong while a report is made, told to the person at the terminal.
public enum ReportError: Error, Equatable, CustomStringConvertible {
  /// The folder holds no record of any stage.
  case nothingToReport(folder: String)
  /// The folder holds no results itself, but results folders.
  case foldersWithin(folder: String, count: Int)
  case cannotWrite(path: String, reason: String)
  /// The drawing library refused to lay out the PDF.
  case drawingFailed(path: String, reason: String)

  public var description: String {
    switch self {
    case .nothingToReport(let folder):
      "\(folder) holds no results to report on. Run a stage first, for example: "
        + "canns-analyze run RECORDING -o \(shellQuoted(folder)) --preset grid"
    case .foldersWithin(let folder, let count):
      "\(folder) is no results folder itself; it holds \(counted(count, "results folder")). "
        + "Name them: \(shellQuoted(folder))/*"
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason). Check that the folder exists, is writable and has room."
    case .drawingFailed(let path, let reason):
      "\(path) could not be drawn: \(reason). The HTML report holds the same content."
    }
  }
}
