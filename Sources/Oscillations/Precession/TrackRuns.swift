import ArrayNumerics
import Foundation

/// When an animal ran along a line, in which direction, and how often.
package struct TrackRuns: Sendable {
  /// Time of the first sample, and from one to the next, s.
  package let start: Double
  package let step: Double
  /// Along the line, m; NaN where unknown.
  package let position: [Double]
  /// m/s; NaN where unknown.
  package let speed: [Double]
  /// 1 forward, −1 backward, 0 where the animal is slower than asked or its position unknown.
  package let direction: [Int8]
  /// The number of the run at each sample that has a direction, else −1: another where the direction changes, or the position
  /// jumps or is lost.
  package let lap: [Int]

  /// Velocity is taken over so many seconds.
  private static let window = 0.2
  /// What would be faster is a jump to another place: the tracking's, or that of a round track to its start. m/s
  private static let fastest = 5.0

  /// - Parameter minimumSpeed: m/s.
  package init(position: [Double], start: Double, step: Double, minimumSpeed: Double) {
    self.start = start
    self.step = step
    self.position = position
    let half = max(1, Int((Self.window / 2 / step).rounded()))
    // The number of breaks up to each sample.
    var breaks = [0]
    for sample in position.indices.dropFirst() {
      let change = abs(position[sample] - position[sample - 1])
      breaks.append(breaks[sample - 1] + (change <= Self.fastest * step ? 0 : 1))
    }
    var direction = [Int8](repeating: 0, count: position.count)
    var speed = [Double](repeating: .nan, count: position.count)
    for sample in position.indices {
      let (low, high) = (max(0, sample - half), min(position.count - 1, sample + half))
      guard high > low, breaks[low] == breaks[high] else { continue }
      let velocity = (position[high] - position[low]) / (Double(high - low) * step)
      speed[sample] = abs(velocity)
      if abs(velocity) >= minimumSpeed { direction[sample] = velocity > 0 ? 1 : -1 }
    }
    var (lap, current, last) = ([Int](), -1, (direction: Int8(0), breaks: -1))
    for sample in position.indices {
      guard direction[sample] != 0 else {
        lap.append(-1)
        continue
      }
      if direction[sample] != last.direction || breaks[sample] != last.breaks { current += 1 }
      last = (direction[sample], breaks[sample])
      lap.append(current)
    }
    self.speed = speed
    self.direction = direction
    self.lap = lap
  }

  /// The sample of a time; `nil` outside.
  package func sample(of time: Double) -> Int? {
    let place = ((time - start) / step).rounded()
    return place >= 0 && place < Double(position.count) ? Int(place) : nil
  }

  /// The position at a time, between two samples; NaN where unknown.
  package func position(at time: Double) -> Double {
    let place = (time - start) / step
    guard place >= 0, place <= Double(position.count - 1) else { return .nan }
    let index = min(Int(place), position.count - 1)
    let next = min(index + 1, position.count - 1)
    return position[index] + (place - Double(index)) * (position[next] - position[index])
  }
}

/// A firing field on a line, in one direction of running.
package struct TrackField: Sendable, Equatable {
  /// Where it begins and ends, m, whatever the direction.
  package let range: ClosedRange<Double>
  /// The largest rate in it, Hz.
  package let peakRate: Double

  package var width: Double { range.upperBound - range.lowerBound }

  /// Side of a bin and deviation of the Gaussian over spikes and time, m.
  package static let bin = 0.02
  package static let smoothing = 0.04
  /// A field reaches down to this share of its peak.
  package static let edge = 0.2
  /// Fields have at least this peak, Hz, and this share of the cell's largest.
  package static let leastPeak = 1.0
  /// The least width, m, and the largest share of the line.
  package static let leastWidth = 0.2
  package static let largestShare = 0.6

  /// The fields of a cell that lie whole on the line: runs of bins above a share of their own peak, from the highest on. What
  /// reaches an end, is narrower than 20 cm or wider than most of the line is none.
  ///
  /// - Parameters:
  ///   - spikes: positions of the spikes in one direction, m.
  ///   - runs: of which the time in that direction counts.
  /// - Returns: in the order of the line, and how many were not taken.
  package static func fields(
    spikes: [Double], runs: TrackRuns, direction: Int8
  ) throws -> (fields: [TrackField], rejected: Int) {
    let used = runs.position.indices.filter { runs.direction[$0] == direction }
    guard let extent = finiteRange(runs.position), extent.upperBound - extent.lowerBound > leastWidth, !used.isEmpty else {
      return ([], 0)
    }
    let length = extent.upperBound - extent.lowerBound
    let count = max(1, Int((length / bin).rounded()))
    guard count <= 1_000_000 else { return ([], 0) }
    let width = length / Double(count)
    func index(_ position: Double) -> Int { min(count - 1, max(0, Int((position - extent.lowerBound) / width))) }
    var (time, counts) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for sample in used { time[index(runs.position[sample])] += runs.step }
    for spike in spikes { counts[index(spike)] += 1 }
    let visited = time.map { $0 > 0 }
    let smooth = try gaussianFilter(counts, sigma: smoothing / width, border: .constant(0))
    let smoothTime = try gaussianFilter(time, sigma: smoothing / width, border: .constant(0))
    var rate = (0..<count).map { visited[$0] && smoothTime[$0] > 0 ? smooth[$0] / smoothTime[$0] : .nan }
    let largest = rate.filter(\.isFinite).max() ?? 0
    var (found, rejected) = ([TrackField](), 0)
    while let peak = rate.indices.filter({ rate[$0].isFinite }).max(by: { (rate[$0], $1) < (rate[$1], $0) }),
      rate[peak] >= max(leastPeak, edge * largest)
    {
      let least = edge * rate[peak]
      var (low, high) = (peak, peak)
      while low > 0, rate[low - 1] > least { low -= 1 }
      while high < count - 1, rate[high + 1] > least { high += 1 }
      let range = extent.lowerBound + Double(low) * width...extent.lowerBound + Double(high + 1) * width
      let size = range.upperBound - range.lowerBound
      if low > 0, high < count - 1, size >= leastWidth, size <= largestShare * length {
        found.append(TrackField(range: range, peakRate: rate[peak]))
      } else {
        rejected += 1
      }
      for place in low...high { rate[place] = .nan }
    }
    return (found.sorted { $0.range.lowerBound < $1.range.lowerBound }, rejected)
  }
}
