import ArrayNumerics
import Recordings
import Schema
import Stages

/// Which bins are kept, and why the others are not.
struct BinSelection {
  var kept: [Int]
  /// No item with a count of 0.
  var dropped: [DroppedItems] = []
  var warnings: [String] = []

  /// Leaves out the bins for which a condition holds.
  mutating func drop(_ reason: String, where condition: (Int) -> Bool) {
    let before = kept.count
    kept.removeAll(where: condition)
    if kept.count < before { dropped.append(DroppedItems("bins", count: before - kept.count, reason: reason)) }
  }
}

/// Keeps the bins inside the epochs, outside the excluded intervals and, with a position, above the minimum speed.
///
/// A bin belongs to an interval when its centre does; intervals are half-open.
func selectBins(
  _ times: [Double], tracking: Tracking?, recording: Recording, parameters: EmbeddingParameters
) throws -> BinSelection {
  var selection = BinSelection(kept: Array(times.indices))
  if !parameters.epochs.isEmpty {
    let intervals = try epochIntervals(parameters, recording: recording)
    selection.drop("outside the epochs \(parameters.epochs.joined(separator: ", "))") { bin in
      !intervals.contains { $0.start <= times[bin] && times[bin] < $0.stop }
    }
  }
  if !parameters.excluded.isEmpty {
    let intervals = try parameters.intervals(parameters.excluded, option: "exclude")
    selection.drop("inside --exclude \(parameters.excluded.joined(separator: ", "))") { bin in
      intervals.contains { $0.start <= times[bin] && times[bin] < $0.stop }
    }
  }
  if let speed = tracking?.speed {
    if parameters.speedFilter {
      selection.drop("no position: the tracking has a gap of more than \(formatted(parameters.maximumGap)) s") {
        speed[$0].isNaN
      }
      selection.drop("speed of \(formatted(parameters.minimumSpeed)) cm/s or less") {
        !(speed[$0] > parameters.minimumSpeed)
      }
    } else if let tracking, tracking.withoutPosition > 0 {
      selection.warnings.append(
        "\(tracking.withoutPosition) bins have no position (gaps in the tracking); their x, y and speed are NaN.")
    }
  } else if parameters.speedFilter {
    selection.warnings.append("There is no position, so no bin was left out for its speed.")
  }
  guard selection.kept.count > 1 else {
    throw StageError.unusableData(
      stage: "embed",
      reason: "\(selection.kept.count) of \(times.count) bins are left: "
        + selection.dropped.map { "\($0.count) for \($0.reason)" }.joined(separator: "; ")
        + ".",
      remedy:
        "Lower --min-speed, give --no-speed-filter or another --epoch, and check the unit of the position (--position-unit)."
    )
  }
  return selection
}

private func epochIntervals(
  _ parameters: EmbeddingParameters, recording: Recording
) throws -> [(start: Double, stop: Double)] {
  try parameters.epochs.flatMap { text in
    let exact = recording.epochs.filter { $0.name == text }
    let named = exact.isEmpty ? recording.epochs.filter { $0.name.lowercased() == text.lowercased() } : exact
    if !named.isEmpty { return named.map { (start: $0.start, stop: $0.stop) } }
    // One of several of a name, from 0: trials[3].
    if text.hasSuffix("]"), let bracket = text.lastIndex(of: "["),
      let number = Int(text[text.index(after: bracket)...].dropLast())
    {
      let several = recording.epochs.filter { $0.name == text[..<bracket] }
      if several.indices.contains(number) { return [(start: several[number].start, stop: several[number].stop)] }
      if !several.isEmpty {
        throw ParameterError.invalid(
          name: "epoch", reason: "there is no '\(text)'; the file has \(several.count) of this name, from 0.")
      }
    }
    guard text.contains(":") else {
      let names = Array(Set(recording.epochs.map(\.name))).sorted()
      throw ParameterError.invalid(
        name: "epoch",
        reason: sentence {
          "there is no epoch '\(text)'; "
          if names.isEmpty {
            "the file names none, so write start:stop in seconds."
          } else {
            "the file has \(names.prefix(40).joined(separator: ", "))"
            if names.count > 40 { ", …" }
            "."
          }
        })
    }
    return try parameters.intervals([text], option: "epoch")
  }
}
