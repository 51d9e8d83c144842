/// Why a data set could not be listed, made or fetched: what was found, where, and how to mend it.
public enum DatasetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The registry file cannot be read or is not a registry; `place` is the entry or key.
  case badRegistry(file: String, place: String?, reason: String)
  case unknownDataset(name: String, nearest: String?, known: [String])
  /// The data set is in the repository or is simulated: there is nothing to fetch.
  case notDownloadable(name: String, remedy: String)
  /// The data set is not simulated: it cannot be made.
  case notSimulated(name: String, simulated: [String])
  case badParameter(name: String, found: String, expected: String)
  /// The trajectory to simulate on cannot be used.
  case unusableTrajectory(reason: String)
  /// The program that downloads is not installed.
  case curlMissing
  /// The server answered, but not with the file.
  case refused(url: String, status: Int)
  /// No connection, or it broke. What arrived stays in `partFile` for the next try.
  case noConnection(url: String, reason: String, partFile: String?)
  /// What arrived is not the registered file; it was deleted.
  case checksumMismatch(file: String, expected: String, found: String)
  case sizeMismatch(file: String, expected: Int, found: Int)
  /// A file of this name is there already, with other contents; it was left as it is.
  case differentFileExists(file: String, expected: String, found: String)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .badRegistry(let file, let place, let reason):
      "\(file)\(place.map { ", \($0)" } ?? ""): \(reason)"
    case .unknownDataset(let name, let nearest, let known):
      "there is no data set '\(name)'\(nearest.map { "; did you mean '\($0)'?" } ?? ".") "
        + "Data sets: \(known.joined(separator: ", "))."
    case .notDownloadable(let name, let remedy): "'\(name)' is not downloaded. \(remedy)"
    case .notSimulated(let name, let simulated):
      "'\(name)' is not simulated, so it cannot be made. These can: \(simulated.joined(separator: ", "))."
    case .badParameter(let name, let found, let expected):
      "\(name) is \(found); expected is \(expected)."
    case .unusableTrajectory(let reason): "the trajectory to simulate on cannot be used: \(reason)"
    case .curlMissing:
      "downloading needs the program curl, which was not found. Install it: apt-get install curl."
    case .refused(let url, let status): Self.refusal(url, status)
    case .noConnection(let url, let reason, let partFile):
      "\(url): \(reason) "
        + (partFile.map {
          "What has arrived is kept in \($0); run the same command again to go on from there."
        }
          ?? "Check the network and run the same command again.")
    case .checksumMismatch(let file, let expected, let found):
      "\(file): what arrived is not the registered file (SHA-256 \(found), expected \(expected)). It was deleted. "
        + "Run the command again; if this repeats, the file has changed at its source and the registry needs a new "
        + "checksum."
    case .sizeMismatch(let file, let expected, let found):
      "\(file): \(found) bytes arrived, expected are \(expected). They were deleted. Run the command again; if this "
        + "repeats, the file has changed at its source and the registry needs a new size and checksum."
    case .differentFileExists(let file, let expected, let found):
      "\(file) exists and is not the registered file (SHA-256 \(found), expected \(expected)). It was left as it is; "
        + "move it away, then run the command again."
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    }
  }

  private static func refusal(_ url: String, _ status: Int) -> String {
    switch status {
    case 404, 410:
      "\(url): the server has no such file (HTTP \(status)). It may have moved; look at the page of the data set "
        + "(`canns-analyze datasets list`)."
    case 401, 403:
      "\(url): the server does not hand it out (HTTP \(status)). It may want a login, or refuse programs; download it in a "
        + "browser."
    case 429: "\(url): too many requests (HTTP 429). Wait some minutes and run the same command again."
    case 500...: "\(url): the server has a fault (HTTP \(status)). Run the same command again later."
    default: "\(url): the server answered HTTP \(status)."
    }
  }
}
