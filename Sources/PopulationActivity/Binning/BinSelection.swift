import ArrayNumerics
import Recordings
import Schema
import Stages

/// Which bins are kept, and why the others are not.
package struct BinSelection {
  /// Indices of what is kept, ascending.
  package var kept: [Int]
  /// No item with a count of 0.
  package var dropped: [DroppedItems] = []
  package var warnings: [String] = []
  /// What is kept or left out, in the plural.
  private var noun = "bins"

  /// Leaves out the bins for which a condition holds.
  mutating func drop(_ reason: String, where condition: (Int) -> Bool) {
    let before = kept.count
    kept.removeAll(where: condition)
    if kept.count < before { dropped.append(DroppedItems(noun, count: before - kept.count, reason: reason)) }
  }

  /// For each of `count` bins whether it is kept; `nil` when all are.
  func mask(of count: Int) -> [Bool]? {
    if kept.count == count { return nil }
    var isKept = [Bool](repeating: false, count: count)
    for bin in kept { isKept[bin] = true }
    return isKept
  }
}

extension BinSelection {
  /// The bins inside intervals, or all where no epochs were named, and outside others.
  ///
  /// - Parameters:
  ///   - intervals: those of `epochs`.
  ///   - excluded: as start:stop.
  /// - Throws: `ParameterError` for an interval that is none.
  init(
    _ times: [Double], keeping intervals: [(start: Double, stop: Double)], named epochs: [String],
    leavingOut excluded: [String],
    noun: String = "bins"
  ) throws {
    self.init(kept: Array(times.indices))
    self.noun = noun
    if !epochs.isEmpty {
      drop("outside the epochs \(epochs.joined(separator: ", "))") { bin in
        !intervals.contains { $0.start <= times[bin] && times[bin] < $0.stop }
      }
    }
    if !excluded.isEmpty {
      let intervals = try timeIntervals(excluded, option: "exclude")
      drop("inside --exclude \(excluded.joined(separator: ", "))") { bin in
        intervals.contains { $0.start <= times[bin] && times[bin] < $0.stop }
      }
    }
  }

  /// The bins inside the epochs and outside the excluded intervals and those that the file calls invalid.
  ///
  /// A bin belongs to an interval when its centre does; intervals are half-open.
  /// - Parameter noun: what the times are those of, in the plural.
  /// - Throws: `ParameterError` for epochs and intervals that are none, and for keeping what is not there.
  package init(_ times: [Double], recording: Recording, choice: TimeChoice, noun: String = "bins") throws {
    try self.init(
      times, keeping: try epochIntervals(choice.epochs, of: recording.epochs), named: choice.epochs,
      leavingOut: choice.excluded, noun: noun)
    let invalid = recording.invalidTimes
    guard !choice.keepsInvalid else {
      if !invalid.isEmpty { return }
      throw ParameterError.idle(name: "keep-invalid", condition: "with a file that calls some of its time invalid")
    }
    drop("inside \(Epoch.invalidName) of the file (--keep-invalid)") { bin in
      invalid.contains { $0.start <= times[bin] && times[bin] < $0.stop }
    }
  }

  /// Leaves out time in which nothing was recorded.
  mutating func dropSilence(_ silence: Silence, on grid: TimeGrid, epochs: [Epoch]) {
    var isEmpty = [Bool](repeating: false, count: grid.count)
    for run in silence.withoutData { for bin in run { isEmpty[bin] = true } }
    warnings += silence.among(kept).warnings(on: grid, epochs: epochs)
    drop("no data: no tracking and no spike of any cell") { isEmpty[$0] }
  }

  /// Leaves out bins without a position and, where the speed is filtered, those in which the animal rests.
  mutating func dropRest(_ tracking: Tracking?, parameters: EmbeddingParameters) {
    guard let speed = tracking?.speed else {
      if parameters.speedFilter { warnings.append("There is no position, so no bin was left out for its speed.") }
      return
    }
    if parameters.speedFilter {
      drop("no position: the tracking has a gap of more than \(formatted(parameters.maximumGap)) s") { speed[$0].isNaN }
      drop("speed of \(formatted(parameters.minimumSpeed)) cm/s or less") { !(speed[$0] > parameters.minimumSpeed) }
    } else if let tracking {
      let without = kept.count { tracking.x?[$0].isNaN ?? false }
      if without == 0 { return }
      warnings.append("\(without) bins have no position (gaps in the tracking); their x, y and speed are NaN.")
    }
  }

  /// - Throws: `StageError.unusableData` when fewer than two of `count` bins are left.
  func requireBins(of count: Int) throws {
    if kept.count > 1 { return }
    throw StageError.unusableData(
      stage: "embed",
      reason: "\(kept.count) of \(count) bins are left: "
        + dropped.map { "\($0.count) for \($0.reason)" }.joined(separator: "; ") + ".",
      remedy:
        "Lower --min-speed, give --no-speed-filter or another --epoch, and check the unit of the position (--position-unit)."
    )
  }
}
