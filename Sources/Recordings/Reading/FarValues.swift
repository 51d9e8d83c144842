import ArrayNumerics
import Schema

/// A value that stands for a lost sample: the lowest or highest of all, farther from every other value than these are from
/// each other, and exactly the same many times (`-999`, `1e6`). No animal comes back to a point out there to the last digit.
struct FarValue: Equatable {
  /// An animal may jump once by an error of the tracker, and not five times to one number.
  private static let leastCount = 5

  var value: Double
  var count: Int

  /// `nil` when there is none. O(values).
  init?(in values: [Double]) {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), low < high else { return nil }
    for extreme in [low, high] {
      let rest = finite.filter { $0 != extreme }
      let count = finite.count - rest.count
      guard count >= FarValue.leastCount, count < rest.count, let first = rest.min(), let last = rest.max(), last > first else {
        continue
      }
      let gap = extreme == low ? first - extreme : extreme - last
      guard gap > last - first else { continue }
      (value, self.count) = (extreme, count)
      return
    }
    return nil
  }
}

extension RecordingReading {
  /// Positions without the samples in which x or y is such a value: both are then missing.
  mutating func withoutFarValues(_ xs: [Double]?, _ ys: [Double]?) -> (x: [Double]?, y: [Double]?) {
    guard var x = xs else { return (xs, ys) }
    var y = ys
    for (name, values) in [("x", x), ("y", y ?? [])] {
      // Both ends may have one.
      var rest = values
      while let far = FarValue(in: rest) {
        for index in rest.indices where rest[index] == far.value {
          (rest[index], x[index]) = (.nan, .nan)
          y?[index] = .nan
        }
        note(
          .warning, "position",
          sentence {
            "\(name) is exactly \(measured(far.value)) in \(far.count) samples, farther from all others than these are from "
            "each other: it stands for lost samples and was taken as missing."
          })
      }
    }
    return (x, y)
  }
}
