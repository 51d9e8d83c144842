import ArrayFiles
import ArrayNumerics
import Schema

/// How finely numbers are told apart in the format that they were kept in, by their bits alone: what was single precision once
/// and is double precision now has the same.
enum Precision {
  /// The distance of neighbours at the largest of the numbers, where none has more bits than single precision; `nil` for any
  /// others, for whole numbers only, and without any.
  static func resolution(_ values: [Double]) -> Double? {
    var (bits, largest, areWhole) = (0, 0.0, true)
    for value in values where value.isFinite && value != 0 {
      bits = max(bits, 52 - min(52, value.significandBitPattern.trailingZeroBitCount))
      largest = max(largest, abs(value))
      areWhole = areWhole && value == value.rounded()
      // More bits than single precision has.
      if bits > 23 { return nil }
    }
    guard !areWhole, largest > 0 else { return nil }
    return largest.binade * (0..<bits).reduce(1.0) { scale, _ in scale / 2 }
  }

  /// Spikes that are rounded to more than this, in seconds, are said to be.
  static let coarse = 0.002
  /// The same of the tracking's times, in its steps.
  static let coarseStep = 0.05
}

extension RecordingReading {
  /// Says that spike times were rounded, as large times are in single precision.
  mutating func notePrecision(ofSpikes resolution: Double?) {
    guard let resolution, resolution > Precision.coarse else { return }
    note(
      .warning, "spikes",
      sentence {
        "no spike time is finer than \(measured(resolution * 1000)) ms: they were rounded, as large times are in single "
        "precision. Bins and phases shorter than that mean nothing; save them in double precision."
      })
  }

  /// The same of the times of the tracking.
  mutating func notePrecision(ofTimes t: [Double], step: Double) {
    guard step > 0, t.count >= 20, let resolution = Precision.resolution(t), resolution > Precision.coarseStep * step else {
      return
    }
    // Steps that are all equal are told exactly by these bits.
    guard zip(t, t.dropFirst()).contains(where: { abs($1 - $0 - step) > 1e-6 * step && $1 - $0 < 1.5 * step }) else { return }
    note(
      .warning, "time",
      sentence {
        "no time is finer than \(measured(resolution * 1000)) ms, of steps of \(measured(step * 1000)) ms: they were rounded, "
        "as large times are in single precision, and speeds with them. Save them in double precision."
      },
      option: "--map t=none --frame-rate HZ")
  }
}

/// Whole numbers that were wrapped around the ends of a type of few bits.
enum WrappedIntegers {
  /// Steps over this share of all numbers of the type.
  static let longStep = 0.9
  static let fewest = 3

  /// The steps that only wrapping makes; 0 for other types.
  static func count(_ values: [Double], typeName: String) -> Int {
    let sizes = ["int8": 256.0, "uint8": 256, "int16": 65_536, "uint16": 65_536]
    guard let size = sizes[typeName] else { return 0 }
    return zip(values, values.dropFirst()).count { abs($1 - $0) > longStep * size }
  }
}

extension RecordingReading {
  /// - Throws: `FileError` for coordinates or angles that jump from one end of their type to the other.
  func refuseWrapped(_ columns: [[Double]], _ item: ArraySource.Item) throws {
    let jumps = columns.map { WrappedIntegers.count($0, typeName: item.typeName) }.max() ?? 0
    guard jumps >= WrappedIntegers.fewest else { return }
    throw FileError.unusable(
      "it jumps \(jumps) times from one end of what \(item.typeName) holds to the other: numbers beyond were wrapped around.",
      place: item.path, remedy: "Write it anew from the source as float64.")
  }
}
