/// What can go wrong between a figure and its file, in the words of the person who asked for it.
public enum PlottingError: Error, Sendable, Equatable {
  /// A configuration has a key that does not exist.
  case unknownKey(String, nearest: String?, known: [String])
  /// A configuration value cannot be used.
  case unusableValue(key: String, found: String, expected: String)
  /// The text is not YAML.
  case notYAML(String)
  /// The drawing library refused.
  case drawingFailed(format: String, reason: String)
  /// The file could not be written.
  case cannotWrite(path: String, reason: String)
}

extension PlottingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownKey(let key, let nearest, let known):
      let suggestion =
        nearest.map { "Did you mean “\($0)”?" } ?? "Known keys: \(known.joined(separator: ", "))."
      return "The plot configuration has an unknown key “\(key)”. \(suggestion)"
    case .unusableValue(let key, let found, let expected):
      return "The plot configuration's “\(key)” is \(found); expected \(expected)."
    case .notYAML(let reason):
      return "The plot configuration is not readable as YAML: \(reason)"
    case .drawingFailed(let format, let reason):
      return
        "The \(format) drawing failed: \(reason). A smaller figure or a lower raster resolution may help."
    case .cannotWrite(let path, let reason):
      return "Cannot write \(path): \(reason). Check that the folder exists and is writable."
    }
  }
}
