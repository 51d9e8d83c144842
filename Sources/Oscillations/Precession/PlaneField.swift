import ArrayNumerics
import Foundation

/// A path in the plane on an even clock.
package struct PlanePath: Sendable {
  /// Time of the first sample, and from one to the next, s.
  package let start: Double
  package let step: Double
  /// m; NaN where unknown.
  package let x: [Double], y: [Double]
  /// m/s; NaN where unknown.
  package let speed: [Double]
  /// Whether the animal is as fast as asked; false where unknown.
  package let isRunning: [Bool]
  /// Distance run since the start, m.
  package let distance: [Double]

  /// Speed is taken over so many seconds.
  private static let window = 0.2

  /// - Parameter minimumSpeed: m/s.
  package init(x: [Double], y: [Double], start: Double, step: Double, minimumSpeed: Double) {
    (self.x, self.y, self.start, self.step) = (x, y, start, step)
    let half = max(1, Int((Self.window / 2 / step).rounded()))
    let speed = x.indices.map { sample -> Double in
      let (low, high) = (max(0, sample - half), min(x.count - 1, sample + half))
      return high > low ? hypot(x[high] - x[low], y[high] - y[low]) / (Double(high - low) * step) : .nan
    }
    self.speed = speed
    isRunning = speed.map { $0 >= minimumSpeed }
    var (run, distance) = (0.0, [Double]())
    distance.reserveCapacity(x.count)
    for sample in x.indices {
      if sample > 0 {
        let way = hypot(x[sample] - x[sample - 1], y[sample] - y[sample - 1])
        if way.isFinite { run += way }
      }
      distance.append(run)
    }
    self.distance = distance
  }

  /// The sample of a time; `nil` outside.
  package func sample(of time: Double) -> Int? {
    let place = ((time - start) / step).rounded()
    return place >= 0 && place < Double(x.count) ? Int(place) : nil
  }
}

/// A firing field in the plane: neighbouring bins above a share of the cell's largest rate.
package struct PlaneField: Sendable, Equatable {
  /// The middle, weighted by the rate, m.
  package let x: Double, y: Double
  /// The diameter of a circle of the same area, m.
  package let width: Double
  /// The largest rate in it, Hz.
  package let peakRate: Double
  /// For each sample of the path, whether it lies in the field.
  package let isInside: [Bool]

  /// Side of a bin and deviation of the Gaussian over spikes and time, m.
  package static let bin = 0.025
  package static let smoothing = 0.04
  /// A field reaches down to this share of the cell's largest rate.
  package static let edge = 1.0 / 3
  /// The least diameter, m.
  package static let leastWidth = 0.1
  /// The largest part of the places that were visited.
  package static let largestShare = 0.5

  /// The fields of a cell, from the highest on.
  ///
  /// - Parameter spikes: the samples of the path at which the cell fired.
  package static func fields(spikes: [Int], path: PlanePath) throws -> [PlaneField] {
    guard let xs = finiteRange(path.x), let ys = finiteRange(path.y), xs.upperBound > xs.lowerBound,
      ys.upperBound > ys.lowerBound
    else { return [] }
    let columns = Int((xs.upperBound - xs.lowerBound) / bin) + 1
    let rows = Int((ys.upperBound - ys.lowerBound) / bin) + 1
    guard columns <= 4000, rows <= 4000 else { return [] }
    let places = path.x.indices.map { sample -> Int in
      guard path.isRunning[sample] else { return -1 }
      let column = Int((path.x[sample] - xs.lowerBound) / bin)
      return Int((path.y[sample] - ys.lowerBound) / bin) * columns + column
    }
    var (time, counts) = ([Double](repeating: 0, count: rows * columns), [Double](repeating: 0, count: rows * columns))
    for place in places where place >= 0 { time[place] += path.step }
    for spike in spikes where places[spike] >= 0 { counts[places[spike]] += 1 }
    let visited = time.map { $0 > 0 }
    let smooth = try smoothed(counts, columns: columns)
    let smoothTime = try smoothed(time, columns: columns)
    let rate = visited.indices.map { visited[$0] && smoothTime[$0] > 0 ? smooth[$0] / smoothTime[$0] : 0 }
    guard let largest = rate.max(), largest >= TrackField.leastPeak else { return [] }
    var label = [Int](repeating: -1, count: rate.count)
    var fields: [(bins: [Int], peak: Double)] = []
    for first in rate.indices where label[first] < 0 && rate[first] > edge * largest {
      var (bins, next) = ([first], 0)
      label[first] = fields.count
      while next < bins.count {
        let (row, column) = (bins[next] / columns, bins[next] % columns)
        next += 1
        for (r, c) in [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)] {
          guard r >= 0, r < rows, c >= 0, c < columns else { continue }
          let other = r * columns + c
          if label[other] < 0, rate[other] > edge * largest {
            label[other] = fields.count
            bins.append(other)
          }
        }
      }
      fields.append((bins, bins.map { rate[$0] }.max() ?? 0))
    }
    let most = Int(largestShare * Double(visited.count { $0 }))
    let taken = fields.indices.sorted { (fields[$0].peak, $1) > (fields[$1].peak, $0) }.filter { number in
      diameter(fields[number].bins.count) >= leastWidth && fields[number].bins.count <= most
    }
    return taken.map { number in
      let bins = fields[number].bins
      let total = bins.reduce(0) { $0 + rate[$1] }
      let x = bins.reduce(0) { $0 + rate[$1] * (Double($1 % columns) + 0.5) } / total
      let y = bins.reduce(0) { $0 + rate[$1] * (Double($1 / columns) + 0.5) } / total
      return PlaneField(
        x: xs.lowerBound + x * bin, y: ys.lowerBound + y * bin, width: diameter(bins.count), peakRate: fields[number].peak,
        isInside: places.map { $0 >= 0 && label[$0] == number })
    }
  }

  private static func diameter(_ bins: Int) -> Double { 2 * (Double(bins) / .pi).squareRoot() * bin }

  /// A Gaussian along both axes of a map of rows.
  private static func smoothed(_ values: [Double], columns: Int) throws -> [Double] {
    let sigma = smoothing / bin
    let rows = values.count / columns
    let across = try (0..<rows).flatMap { (row: Int) -> [Double] in
      let line = Array(values[(row * columns)..<((row + 1) * columns)])
      return try gaussianFilter(line, sigma: sigma, border: .constant(0))
    }
    var result = values
    for column in 0..<columns {
      let line = try gaussianFilter((0..<rows).map { across[$0 * columns + column] }, sigma: sigma, border: .constant(0))
      for row in 0..<rows { result[row * columns + column] = line[row] }
    }
    return result
  }

  /// The stretches of the path in the field, those apart by less than 0.2 s joined, that last for at least 0.3 s.
  package func passes(step: Double) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for run in runs(in: isInside.count, where: { isInside[$0] }) {
      if let last = joined.last, Double(run.lowerBound - last.upperBound) * step < 0.2 {
        joined[joined.count - 1] = last.lowerBound..<run.upperBound
      } else {
        joined.append(run)
      }
    }
    return joined.filter { Double($0.count) * step >= 0.3 }
  }
}
