import ArrayNumerics
import Foundation

/// The direction that a population of direction cells says in each theta cycle, against the heading: sweeps to the left and to
/// the right.
///
/// One half of each cycle is read by the population vector over the preferred directions: that in which both halves of the
/// cells agree most on how far the direction is from the heading, on the mean of all cycles. The order of cycles has no part in
/// that choice, so a test of it stays valid. (The half of the largest rate is another where a network keeps its rate.)
package struct DirectionSweeps: Sendable {
  /// Middle of the spikes that were read in each cycle, s; NaN without.
  package let times: [Double]
  /// Decoded direction less heading, rad in [−π, π); NaN with fewer than `fewestSpikes` spikes, or no heading.
  package let angles: [Double]
  /// The same of the other half of each cycle, as a control.
  package let offPhase: [Double]
  /// Heading less that of the cycle before, rad: a control.
  package let turns: [Double]
  /// Spikes that were read.
  package let spikes: [Int]
  /// The middle of the half that is read, rad, and the phase at which the population fires most.
  package let readPhase: Double, mostPhase: Double
  /// How far both halves of the cells agree there, the mean of sin d₁ sin d₂.
  package let agreement: Double

  package static let fewestSpikes = 4

  /// A spike of a direction cell.
  package struct Spike: Sendable {
    package var time: Double
    /// Number of the theta cycle and phase in one.
    package var cycle: Double
    /// Preferred direction of its cell, rad.
    package var preferred: Double
    /// Heading at its time, rad; NaN where unknown.
    package var heading: Double
    /// Which of two halves of the cells it is of.
    package var isOdd: Bool

    package init(time: Double, cycle: Double, preferred: Double, heading: Double, isOdd: Bool) {
      (self.time, self.cycle, self.preferred, self.heading) = (time, cycle, preferred, heading)
      self.isOdd = isOdd
    }
  }

  /// Middles of halves that are tried.
  private static let tried = 12

  /// Mean of sin d₁ sin d₂ over the cycles in which each half of the cells has two spikes or more.
  private static func agreement(_ spikes: [Spike], around centre: Double) -> Double {
    var cycles: [Int: (first: Complex, second: Complex, heading: Complex, counts: SIMD2<Int>)] = [:]
    for spike in spikes where spike.heading.isFinite {
      let number = (spike.cycle - centre).rounded()
      guard abs(spike.cycle - centre - number) <= 0.25, abs(number) < 1e9 else { continue }
      var own = cycles[Int(number)] ?? (.zero, .zero, .zero, .zero)
      let vector = Complex(cos(spike.preferred), sin(spike.preferred))
      if spike.isOdd {
        own.second = own.second + vector
        own.counts.y += 1
      } else {
        own.first = own.first + vector
        own.counts.x += 1
      }
      own.heading = own.heading + Complex(cos(spike.heading), sin(spike.heading))
      cycles[Int(number)] = own
    }
    var (sum, count) = (0.0, 0.0)
    // In the order of cycles, so that the sum is the same every time.
    for number in cycles.keys.sorted() {
      guard let own = cycles[number], own.counts.x >= 2, own.counts.y >= 2 else { continue }
      let (a, b) = (own.first * own.heading.conjugate, own.second * own.heading.conjugate)
      guard a.magnitude > 0, b.magnitude > 0 else { continue }
      sum += a.imaginary / a.magnitude * b.imaginary / b.magnitude
      count += 1
    }
    return count > 0 ? sum / count : -1
  }

  /// - Parameter spikes: of all direction cells, in any order.
  /// - Returns: `nil` without spikes.
  package init?(_ spikes: [Spike]) throws {
    guard !spikes.isEmpty else { return nil }
    let bins = 36
    var counts = [Double](repeating: 0, count: bins)
    for spike in spikes { counts[Int((spike.cycle - spike.cycle.rounded(.down)) * Double(bins)) % bins] += 1 }
    let smooth = try gaussianFilter(counts, sigma: 2, border: .wrap)
    let most = smooth.indices.max { (smooth[$0], $1) < (smooth[$1], $0) } ?? 0
    mostPhase = 2 * .pi * (Double(most) + 0.5) / Double(bins)
    let centres = (0..<Self.tried).map { Double($0) / Double(Self.tried) }
    let agreements = centres.map { Self.agreement(spikes, around: $0) }
    let best = agreements.indices.max { (agreements[$0], $1) < (agreements[$1], $0) } ?? 0
    let centre = centres[best]
    let cut = centre + 0.5
    readPhase = 2 * .pi * centre
    agreement = agreements[best]
    let numbers = spikes.map { Int(($0.cycle - cut).rounded(.down)) }
    guard let first = numbers.min(), let last = numbers.max(), last - first < 100_000_000 else { return nil }
    let count = last - first + 1
    var (read, off, headings) = (
      [Complex](repeating: .zero, count: count), [Complex](repeating: .zero, count: count),
      [Complex](repeating: .zero, count: count)
    )
    var (offHeadings, time) = (headings, [Double](repeating: 0, count: count))
    var (own, other) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    for (spike, number) in zip(spikes, numbers) where spike.heading.isFinite {
      let cycle = number - first
      let away = spike.cycle - centre - (spike.cycle - centre).rounded()
      let vector = Complex(cos(spike.preferred), sin(spike.preferred))
      let heading = Complex(cos(spike.heading), sin(spike.heading))
      if abs(away) <= 0.25 {
        read[cycle] = read[cycle] + vector
        headings[cycle] = headings[cycle] + heading
        time[cycle] += spike.time
        own[cycle] += 1
      } else {
        off[cycle] = off[cycle] + vector
        offHeadings[cycle] = offHeadings[cycle] + heading
        other[cycle] += 1
      }
    }
    func angle(_ z: Complex) -> Double { atan2(z.imaginary, z.real) }
    self.spikes = own
    times = zip(time, own).map { $1 > 0 ? $0 / Double($1) : .nan }
    angles = (0..<count).map {
      own[$0] >= Self.fewestSpikes ? angleDifference(angle(read[$0]), angle(headings[$0])) : .nan
    }
    offPhase = (0..<count).map {
      other[$0] >= Self.fewestSpikes ? angleDifference(angle(off[$0]), angle(offHeadings[$0])) : .nan
    }
    turns = (0..<count).map { cycle in
      cycle > 0 && own[cycle] > 0 && own[cycle - 1] > 0
        ? angleDifference(angle(headings[cycle]), angle(headings[cycle - 1])) : .nan
    }
  }
}

/// The tuning of a cell to the heading: which direction, and how sharply.
package struct HeadingTuning: Sendable, Equatable {
  /// rad in [0, 2π); NaN for a silent cell.
  package let preferred: Double
  /// Length of the mean vector of the rates, 0 to 1.
  package let meanVectorLength: Double
  package let spikes: Int

  private static let bins = 36

  /// - Parameters:
  ///   - headings: at the spikes, rad; NaN counts not.
  ///   - occupancy: headings at even times.
  package init(headings: [Double], occupancy: [Double]) {
    func counts(_ angles: [Double]) -> [Double] {
      var counts = [Double](repeating: 0, count: Self.bins)
      for angle in angles where angle.isFinite {
        counts[min(Self.bins - 1, Int(wrapAngle(angle) / (2 * .pi) * Double(Self.bins)))] += 1
      }
      return counts
    }
    let (own, time) = (counts(headings), counts(occupancy))
    spikes = Int(own.reduce(0, +))
    var (sum, total) = (Complex.zero, 0.0)
    for bin in own.indices where time[bin] > 0 {
      let (rate, angle) = (own[bin] / time[bin], (Double(bin) + 0.5) / Double(Self.bins) * 2 * .pi)
      sum = sum + Complex(rate * cos(angle), rate * sin(angle))
      total += rate
    }
    preferred = total > 0 ? wrapAngle(atan2(sum.imaginary, sum.real)) : .nan
    meanVectorLength = total > 0 ? sum.magnitude / total : .nan
  }
}
