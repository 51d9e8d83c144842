import Schema

/// Which time of a recording is analysed.
package struct TimeChoice: Sendable, Equatable {
  /// Epochs to keep, by name or as start:stop in seconds of the recording; empty for all.
  package var epochs: [String]
  /// Intervals to leave out, as start:stop.
  package var excluded: [String]
  /// Whether stretches that the file itself calls invalid are kept.
  package var keepsInvalid: Bool

  package init(epochs: [String] = [], excluded: [String] = [], keepsInvalid: Bool = false) {
    self.epochs = epochs
    self.excluded = excluded
    self.keepsInvalid = keepsInvalid
  }

  /// Texts of the form start:stop as intervals in seconds.
  ///
  /// - Throws: `ParameterError` for a text that is none.
  package static func intervals(_ texts: [String], option: String) throws -> [(start: Double, stop: Double)] {
    try texts.map { text in
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double(parameterText: String($0)) }
      guard parts.count == 2, let start = parts[0], let stop = parts[1], start < stop else {
        throw ParameterError.invalid(
          name: option, reason: "'\(text)' is not an interval; write start:stop in seconds, the start first.")
      }
      return (start, stop)
    }
  }
}
