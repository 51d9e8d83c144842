import ArrayNumerics
import Foundation

/// How a quantity of theta, its frequency or its power, goes with the speed of the animal.
package struct SpeedDependence: Sendable, Equatable {
  /// Slope of a line by least squares, per cm/s, and its value at a speed of 0.
  package let slope: Double
  package let intercept: Double
  /// Pearson's correlation.
  package let correlation: Double
  /// The middle 95 % of the slopes of blocks drawn with replacement.
  package let interval: ClosedRange<Double>
  /// Means in bins of speed: middles, cm/s, and values; NaN with less than two seconds.
  package let speeds: [Double]
  package let means: [Double]
  /// Blocks of time that counted.
  package let blocks: Int

  /// Length of a block, s: theta and speed stay what they are for seconds, so single samples are no measurements.
  package static let block = 10.0
  /// Bins of speed, cm/s.
  package static let bin = 5.0
  private static let draws = 1000
  private static let fewestBlocks = 10

  /// - Parameters:
  ///   - values: at `rate`; NaN where they do not count.
  ///   - speed: cm/s at the same samples; NaN where unknown.
  /// - Returns: `nil` with fewer than ten blocks, or where speed does not vary.
  package init?(_ values: [Double], speed: [Double], rate: Double, seed: UInt64, name: String) {
    struct Sums {
      var n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0
      mutating func add(_ other: Sums) {
        n += other.n
        x += other.x
        y += other.y
        xx += other.xx
        xy += other.xy
        yy += other.yy
      }
      var slope: Double { (n * xy - x * y) / (n * xx - x * x) }
      var correlation: Double { (n * xy - x * y) / ((n * xx - x * x) * (n * yy - y * y)).squareRoot() }
    }
    let length = max(1, Int(Self.block * rate))
    var blocks: [Sums] = []
    var (totals, counts) = ([Double](), [Double]())
    // From the mean, so that no digits are lost.
    let known = values.indices.filter { values[$0].isFinite && speed[$0].isFinite }
    let level = known.isEmpty ? 0 : mean(known.map { values[$0] })
    for first in stride(from: 0, to: min(values.count, speed.count), by: length) {
      var sums = Sums()
      for sample in first..<min(first + length, values.count, speed.count)
      where values[sample].isFinite && speed[sample].isFinite {
        let (x, y) = (speed[sample], values[sample] - level)
        sums.add(Sums(n: 1, x: x, y: y, xx: x * x, xy: x * y, yy: y * y))
        let bin = min(99, Int(x / Self.bin))
        while totals.count <= bin {
          totals.append(0)
          counts.append(0)
        }
        totals[bin] += values[sample]
        counts[bin] += 1
      }
      if sums.n > 0 { blocks.append(sums) }
    }
    let all = blocks.reduce(into: Sums()) { $0.add($1) }
    guard blocks.count >= Self.fewestBlocks, all.n * all.xx - all.x * all.x > 1e-9 * all.n * all.xx else { return nil }
    slope = all.slope
    intercept = level + (all.y - all.slope * all.x) / all.n
    correlation = all.correlation
    var stream = RandomStream(seed: seed, name: "speed \(name)")
    let slopes = (0..<Self.draws).map { _ -> Double in
      var sums = Sums()
      for _ in blocks.indices { sums.add(blocks[stream.integer(below: blocks.count)]) }
      return sums.slope
    }
    let ends = quantiles(slopes.filter(\.isFinite), [0.025, 0.975])
    interval = min(ends[0], ends[1])...max(ends[0], ends[1])
    speeds = totals.indices.map { (Double($0) + 0.5) * Self.bin }
    means = zip(totals, counts).map { $1 >= 2 * rate ? $0 / $1 : .nan }
    self.blocks = blocks.count
  }
}
