import ArrayNumerics
import Foundation

/// Spikes of one cell in one field, as phase against position.
package struct PrecessionPoints: Sendable, Equatable {
  /// Phase of each spike, rad.
  package var phases: [Double] = []
  /// Where in the field: 0 at its entry, in the unit of its width, or from 0 to 1 of a pass.
  package var positions: [Double] = []
  /// The number of the theta cycle, and of the lap or pass.
  package var cycles: [Int] = []
  package var laps: [Int] = []
  /// The width of the field, in the unit of the positions.
  package var width: Double

  package init(width: Double) { self.width = width }

  package mutating func append(phase: Double, position: Double, cycle: Int, lap: Int) {
    phases.append(phase)
    positions.append(position)
    cycles.append(cycle)
    laps.append(lap)
  }

  package var lapCount: Int { Set(laps).count }

  /// One point for each theta cycle: the mean phase and the mean position of its spikes, in the order of cycles.
  package var collapsed: (phases: [Double], positions: [Double]) {
    let order = cycles.indices.sorted { (cycles[$0], $0) < (cycles[$1], $1) }
    var (means, places) = ([Double](), [Double]())
    var first = 0
    while first < order.count {
      var end = first
      while end < order.count, cycles[order[end]] == cycles[order[first]] { end += 1 }
      let spikes = order[first..<end]
      let phase = circularMean(spikes.map { phases[$0] })
      if phase.isFinite {
        means.append(phase)
        places.append(mean(spikes.map { positions[$0] }))
      }
      first = end
    }
    return (means, places)
  }
}

/// Phase precession in one field.
///
/// The slope is fitted to all spikes. Its p exchanges the phases of theta cycles, each with the mean phase and position of its
/// spikes: bursts repeat a phase, and a slope that is fitted finds one in anything, so the usual tests pass far too often. Its
/// error is by bootstrap over laps.
package struct PhasePrecession: Sendable, Equatable {
  /// Rad per unit of the positions, its line, and whether it stands at the end of what was allowed.
  package let fit: CircularLinearFit
  /// Kempter's, for comparison.
  package let correlation: CircularLinearCorrelation
  /// By permutation of cycles; NaN with fewer than `fewestCycles` cycles or one lap.
  package let pValue: Double
  /// Bootstrap over laps, rad per unit; NaN with fewer than three laps.
  package let slopeDeviation: Double
  package let spikes: Int, cycles: Int, laps: Int
  /// The width of the field.
  package let width: Double

  package static let fewestSpikes = 20
  package static let fewestCycles = 10
  /// Slopes up to so many turns over the width of the field, either way.
  package static let steepest = 2.0
  private static let bootstraps = 200

  /// - Parameters:
  ///   - permutations: of the phases of cycles; 0 for no p.
  ///   - seed: with `index`, of the random numbers.
  /// - Returns: `nil` with too few spikes.
  package init?(_ points: PrecessionPoints, permutations: Int, seed: UInt64, index: Int, work: Work = Work()) throws {
    guard points.phases.count >= Self.fewestSpikes, points.width > 0 else { return nil }
    let bound = Self.steepest * 2 * .pi / points.width
    guard let fit = CircularLinearFit(phases: points.phases, x: points.positions, slopes: -bound...bound) else { return nil }
    self.fit = fit
    correlation = CircularLinearCorrelation(phases: points.phases, x: points.positions, slope: fit.slope)
    spikes = points.phases.count
    laps = points.lapCount
    width = points.width
    let collapsed = points.collapsed
    cycles = collapsed.phases.count
    pValue =
      laps < 2 || cycles < Self.fewestCycles || permutations == 0
      ? .nan
      : try Self.permutationTest(collapsed, bound: bound, permutations: permutations, seed: seed, index: index, work: work)
    slopeDeviation =
      laps < 3 ? .nan : try Self.bootstrap(points, bound: bound, seed: seed, index: index, work: work)
  }

  /// Rad per field.
  package var slopePerField: Double { fit.slope * width }

  private static func permutationTest(
    _ points: (phases: [Double], positions: [Double]), bound: Double, permutations: Int, seed: UInt64, index: Int, work: Work
  ) throws -> Double {
    let centre = mean(points.positions)
    guard let range = finiteRange(points.positions), range.upperBound > range.lowerBound else { return .nan }
    let grid = SlopeGrid(
      x: points.positions.map { $0 - centre }, slopes: -bound...bound, range: range.upperBound - range.lowerBound)
    let (real, imaginary) = (points.phases.map { cos($0) }, points.phases.map { sin($0) })
    let observed = grid.best(real: real, imaginary: imaginary).length
    var order = Array(points.phases.indices)
    var stream = RandomStream(seed: seed, name: "precession", index: UInt64(index))
    var asLong = 0
    for round in 0..<permutations {
      if round % 64 == 0 { try work.checkCancellation() }
      stream.shuffle(&order)
      if grid.best(real: order.map { real[$0] }, imaginary: order.map { imaginary[$0] }).length >= observed { asLong += 1 }
    }
    return Double(1 + asLong) / Double(1 + permutations)
  }

  private static func bootstrap(
    _ points: PrecessionPoints, bound: Double, seed: UInt64, index: Int, work: Work
  ) throws -> Double {
    guard let range = finiteRange(points.positions), range.upperBound > range.lowerBound else { return .nan }
    let centre = mean(points.positions)
    let grid = SlopeGrid(
      x: points.positions.map { $0 - centre }, slopes: -bound...bound, range: range.upperBound - range.lowerBound)
    // The sums of each lap at every slope are made once; a draw of laps adds them up.
    let byLap = Dictionary(grouping: points.laps.indices, by: { points.laps[$0] })
    let phases = points.phases.map { Complex(cos($0), sin($0)) }
    let laps = byLap.keys.sorted().map { grid.sums(phases, over: byLap[$0] ?? []) }
    var stream = RandomStream(seed: seed, name: "precession laps", index: UInt64(index))
    var slopes: [Double] = []
    for round in 0..<bootstraps {
      if round % 16 == 0 { try work.checkCancellation() }
      var sums = [Complex](repeating: .zero, count: grid.count)
      for _ in laps.indices {
        let lap = laps[stream.integer(below: laps.count)]
        for slope in sums.indices { sums[slope] = sums[slope] + lap[slope] }
      }
      slopes.append(grid.top(sums.map(\.squaredMagnitude)))
    }
    return slopes.count < 2 ? .nan : standardDeviation(slopes, freedomLost: 1)
  }
}
