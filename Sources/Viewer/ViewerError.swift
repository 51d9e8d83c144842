import Schema

/// What can go wrong while results are served, told to the person at the terminal.
public enum ViewerError: Error, Equatable, CustomStringConvertible {
  /// The folder holds no record of any stage with arrays.
  case nothingToShow(folder: String)
  /// Another program listens on the port.
  case portTaken(port: Int)
  /// The system refuses to listen on the port.
  case cannotListen(port: Int, reason: String)
  /// A list of cells cannot be written as a file that `--cells` reads.
  case unusableCells(reason: String)

  public var description: String {
    switch self {
    case .nothingToShow(let folder):
      sentence {
        "\(folder) holds no results to look at. Run a stage first, for example: "
        "canns-analyze run RECORDING -o \(shellQuoted(folder)) --preset grid"
      }
    case .portTaken(let port):
      "the port \(port) is taken by another program. Give another one with --port, or leave it out for a free one."
    case .cannotListen(let port, let reason):
      "cannot listen on port \(port) of this machine: \(reason). Leave --port out for a free one."
    case .unusableCells(let reason): "the cells were not written: \(reason)"
    }
  }
}
