import ArrayFiles
import ArrayNumerics
import Schema

/// Whether epochs can be on the clock of what was recorded.
enum EpochCheck {
  /// So many lengths of the recording behind its end no epoch stops; a session may be a small part of a day with epochs.
  static let furthest = 50.0
  /// The same where it is doubtful: frames are 25 and more to a second.
  static let far = 3.0
  /// All epochs together lie in this share of the recording, from its start.
  static let shortest = 0.01
}

extension RecordingReading {
  /// Epochs as a matrix [epoch, 2] of starts and stops, or turned, with names beside it.
  ///
  /// - Throws: `FileError` for another shape, or a stop that is not later than its start: the epoch that somebody chooses would
  ///   be another one.
  mutating func readEpochs() throws -> [Epoch] {
    guard let item = roles.item(.epochs), let array = try numericArray(item), array.shape.count == 2, array.count > 0,
      let values = array.doubles
    else { return [] }
    let leave = "or leave it out, --map epochs=none, and say the time in seconds: --epoch START:STOP"
    // Two epochs with three columns have the shape of three that were turned; those follow each other.
    let count = array.count / 2
    let isTurned =
      array.shape[1] != 2 && array.shape[0] == 2
      && (1..<count).allSatisfy { values[$0] >= values[count + $0 - 1] && values[$0] > values[$0 - 1] }
    guard array.shape[1] == 2 || isTurned else {
      throw FileError.unusable(
        "epochs [epoch, 2] were expected, a start and a stop for each; it is \(shapeText(array.shape)).", place: item.path,
        remedy: "Save the two columns, \(leave).")
    }
    let (unit, _) = try timeUnit(of: item, name: roles.units[.epochs], given: options.timeUnit, "epochs")
    var names: [String]?
    if let item = roles.item(.epochNames), case .array(let array) = try source.read(item) {
      names = array.strings
    }
    if isTurned { note(.found, "epochs", "\(item.path) was turned to [epoch, 2].") }
    return try (0..<count).map { row in
      let start = values[isTurned ? row : 2 * row] / unit.perSecond
      let stop = values[isTurned ? count + row : 2 * row + 1] / unit.perSecond
      guard stop > start else {
        throw FileError.unusable(
          sentence {
            "epoch \(row) (from 0) starts at \(measured(start)) s and stops at \(measured(stop)) s, which is not later: "
            "are these starts and durations?"
          },
          place: item.path, remedy: "Save starts and stops, \(leave).")
      }
      return Epoch(name: names.flatMap { row < $0.count ? $0[row] : nil } ?? String(row), start: start, stop: stop)
    }
  }

  /// Refuses epochs that cannot be in the unit of what was recorded, and warns of doubtful ones.
  ///
  /// - Parameter span: of tracking, spikes and signals in seconds; `nil` where nothing has a time.
  mutating func judgeEpochs(_ epochs: [Epoch], within span: ClosedRange<Double>?, place: String?) throws {
    guard !options.isExcerpt, let span, let latest = epochs.map(\.stop).max() else { return }
    let length = span.upperBound - span.lowerBound
    guard length > 0, latest.isFinite else { return }
    let found =
      "the epochs run to \(measured(latest)) s, and what was recorded from \(measured(span.lowerBound)) to "
      + "\(measured(span.upperBound)) s"
    let behind = (latest - span.upperBound) / length
    if behind > EpochCheck.furthest, options.timeUnit == nil {
      throw FileError.unusable(
        found + ": they are not in one unit.", place: place,
        remedy: sentence {
          "Let its name say the unit (epochs_ms, epochs_us, epochs_samples beside fs), "
          "or leave it out, --map epochs=none, and say the time in seconds: --epoch START:STOP."
        })
    }
    let isShort = latest > span.lowerBound && latest - span.lowerBound < EpochCheck.shortest * length
    if behind > EpochCheck.far || isShort {
      note(
        .warning, "epochs", found + ": are they in another unit?",
        option: "--map epochs=none, --epoch START:STOP in seconds")
    }
  }
}

extension Recording {
  /// From the first to the last time of anything but epochs, in seconds; `nil` where nothing has a time.
  ///
  /// - Throws: `FileError` when the file can no longer be read.
  var recordedSpan: ClosedRange<Double>? {
    get throws {
      var ends: [Double] = []
      if let first = trajectory?.t.first, let last = trajectory?.t.last { ends += [first, last] }
      switch spikes {
      case .trains(let trains)?:
        if let span = try trains.span { ends += [span.lowerBound, span.upperBound] }
      case .counts(let matrix, let width, let start)?: ends += [start, start + Double(matrix.rows) * width]
      case nil: break
      }
      if let fieldPotential {
        ends += [fieldPotential.start, fieldPotential.start + Double(fieldPotential.count) / fieldPotential.rate]
      }
      if let t = roiSignals?.t, let first = t.first, let last = t.last { ends += [first, last] }
      guard let first = ends.min(), let last = ends.max() else { return nil }
      return first...last
    }
  }
}
