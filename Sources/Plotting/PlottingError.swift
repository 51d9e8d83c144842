import Schema

/// What can go wrong between a figure and its file, in the words of the person who asked for it.
public enum PlottingError: Error, Sendable, Equatable {
  /// A configuration has a key that does not exist.
  case unknownKey(String, nearest: String?, known: [String])
  /// A key stands where it is not read.
  case misplacedKey(String, place: String)
  /// A rule's pattern matches no figure of the run.
  case noFigure(pattern: String, nearest: String?, known: [String])
  /// A value cannot be read.
  case unusableValue(key: String, found: String, expected: String)
  /// A value makes no sense.
  case invalidValue(key: String, reason: String)
  /// An option does nothing beside the others.
  case idleOption(key: String, condition: String)
  /// The text is not YAML.
  case notYAML(String)
  /// The drawing library refused.
  case drawingFailed(format: String, reason: String)
  /// No words can be set on this machine.
  case noWords(reason: String)
  /// A frame of an animation has another size than the first, in pixels.
  case unevenFrames(name: String, frame: Int, size: String, first: String)
  /// There is no program to write a video with.
  case programMissing(String, format: String)
  /// The program ended without a whole file.
  case programFailed(String, words: String)
  /// The file could not be written.
  case cannotWrite(path: String, reason: String)
}

extension PlottingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownKey(let key, let nearest, let known):
      "The plot configuration has an unknown key “\(key)”. \(suggestion(nearest, known, "keys"))"
    case .misplacedKey(let key, let place):
      "The plot configuration's key “\(key)” is not read where it stands. Write it as \(place)."
    case .noFigure(let pattern, let nearest, let known):
      "The plot configuration speaks of “\(pattern)”, and no figure of this run has such a name. "
        + suggestion(nearest, known, "figures")
    case .unusableValue(let key, let found, let expected):
      "The plot configuration's “\(key)” is \(found); expected \(expected)."
    case .invalidValue(let key, let reason): "The plot configuration's “\(key)” \(reason)."
    case .idleOption(let key, let condition):
      "The plot configuration's “\(key)” does something only \(condition); leave it out."
    case .notYAML(let reason): "The plot configuration is not readable as YAML: \(reason)"
    case .drawingFailed(let format, let reason):
      "The \(format) drawing failed: \(reason). A smaller figure or a lower raster resolution may help."
    case .noWords(let reason): "No figure can be drawn: \(reason). Or leave figures out: --no-figures."
    case .unevenFrames(let name, let frame, let size, let first):
      "Frame \(frame) of the animation \(name) is \(size) pixels large, and the first is \(first). "
        + "Give its axes fixed ranges and ticks."
    case .programMissing(let program, let format):
      "There is no program \(program) in the folders of PATH, which writes \(format) files. "
        + "Install it (Debian: apt-get install \(program)), or leave the format out: movement: {formats: [gif]}."
    case .programFailed(let program, let words): "The program \(program) failed: \(words)"
    case .cannotWrite(let path, let reason):
      "Cannot write \(path): \(reason). Check that the folder exists and is writable."
    }
  }

  private func suggestion(_ nearest: String?, _ known: [String], _ noun: String) -> String {
    if let nearest { return "Did you mean “\(nearest)”?" }
    return known.isEmpty ? "There are no \(noun)." : "Known \(noun): \(firstNames(known, 24))."
  }
}

extension PlottingError {
  /// An error of a table of parameters, said of a place in the configuration.
  init(_ error: any Error, in place: String, known: [String] = []) {
    switch error as? ParameterError {
    case .unknown(let name, let nearest)?: self = .unknownKey("\(place).\(name)", nearest: nearest, known: known)
    case .unreadable(let name, let text, let expected, let unit)?:
      let wanted = sentence {
        expected
        if !unit.isEmpty { " (\(unit))" }
      }
      self = .unusableValue(key: "\(place).\(name)", found: "“\(text)”", expected: wanted)
    case .invalid(let name, let reason)?: self = .invalidValue(key: "\(place).\(name)", reason: reason)
    case .idle(let name, let condition)?: self = .idleOption(key: "\(place).\(name)", condition: condition)
    case nil: self = .invalidValue(key: place, reason: "\(error)")
    }
  }
}

extension ParameterError {
  /// The parameter that it speaks of.
  var name: String {
    switch self {
    case .unknown(let name, _), .unreadable(let name, _, _, _), .invalid(let name, _), .idle(let name, _): name
    }
  }
}
