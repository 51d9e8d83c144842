import ArrayFiles
import ArrayNumerics
import Schema

/// When the units of an NWB file were observed (`obs_intervals`): silence at other times is no silence.
struct NWBObservation {
  /// `[unit][interval]`, ascending; a unit without any says nothing.
  var ofUnits: [[ClosedRange<Double>]]

  /// `nil` for a table without such a column.
  ///
  /// - Throws: `FileError` for an index that is broken.
  init?(_ table: NWBTable, rows: [Int]) throws {
    guard let column = try table.column("obs_intervals"), column.shape.count == 2, column.shape[1] == 2,
      let ends = try table.ends(of: column), let values = try table.contents.file.read(column.path).doubles
    else { return nil }
    ofUnits = rows.filter { $0 < ends.count }.map { row in
      ((row == 0 ? 0 : ends[row - 1])..<ends[row]).compactMap { place in
        let (start, stop) = (values[2 * place], values[2 * place + 1])
        return start <= stop ? start...stop : nil
      }
      .sorted { $0.lowerBound < $1.lowerBound }
    }
    if ofUnits.allSatisfy(\.isEmpty) { return nil }
  }

  /// The intervals of all units, where they are the same.
  var common: [ClosedRange<Double>]? { ofUnits.dropFirst().allSatisfy { $0 == ofUnits[0] } ? ofUnits[0] : nil }

  /// What lies within a span and outside of intervals.
  static func missing(_ intervals: [ClosedRange<Double>], within span: ClosedRange<Double>) -> [Epoch] {
    var missing: [Epoch] = []
    var end = span.lowerBound
    for interval in intervals {
      if interval.lowerBound > end {
        missing.append(Epoch(name: Epoch.invalidName, start: end, stop: min(interval.lowerBound, span.upperBound)))
      }
      end = max(end, interval.upperBound)
      if end >= span.upperBound { break }
    }
    if end < span.upperBound { missing.append(Epoch(name: Epoch.invalidName, start: end, stop: span.upperBound)) }
    return missing.filter { $0.stop > $0.start }
  }

  /// Seconds without which nobody would miss a thing.
  static let negligible = 1.0
}

extension NWBReading {
  /// The time in which no unit was observed, as invalid; where units were observed at different times, a warning.
  ///
  /// - Parameters:
  ///   - rows: the units that were kept.
  ///   - span: of spikes and tracking, in seconds.
  mutating func unobserved(_ table: NWBTable, rows: [Int], span: ClosedRange<Double>?) throws -> [Epoch] {
    guard let span, let observation = try NWBObservation(table, rows: rows) else { return [] }
    guard let common = observation.common else {
      let longest = observation.ofUnits.map { NWBObservation.missing($0, within: span).reduce(0) { $0 + $1.stop - $1.start } }
      let partial = longest.count { $0 > NWBObservation.negligible }
      if partial > 0 {
        note(
          .warning, "units",
          sentence {
            "\(partial) of \(longest.count) units were observed for a part of the time only (obs_intervals), each for its "
            "own: when they were not, they count as silent here, and their rates are too low."
          },
          option: "--epoch START:STOP takes the time in which all were")
      }
      return []
    }
    let missing = NWBObservation.missing(common, within: span)
    let seconds = missing.reduce(0) { $0 + $1.stop - $1.start }
    guard seconds > NWBObservation.negligible else { return [] }
    note(
      .warning, "units",
      sentence {
        "the units were observed in \(counted(common.count, "stretch", plural: "stretches")) (obs_intervals); the other "
        "\(measured(seconds)) s are left out."
      },
      option: "--keep-invalid")
    return missing
  }
}
