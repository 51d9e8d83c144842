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
}
