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

  /// The spikes of each theta cycle, in the order of cycles.
  package var byCycle: [[Int]] {
    let spikes = Dictionary(grouping: cycles.indices) { cycles[$0] }
    return spikes.keys.sorted().compactMap { spikes[$0] }
  }
}

/// Phase precession in one field.
///
/// The slope is fitted to all spikes. Its p exchanges the phases of theta cycles with equal numbers of spikes: those of a
/// cycle are laid together on the mean position of another, and the slope is looked for again. Bursts repeat a phase, and a
/// slope that is fitted finds one in anything, so the usual tests pass far too often. One point for each cycle would not do:
/// within a cycle the rate rises towards the middle of the field, so that its mean phase is late at the entry and early at
/// the exit, which looks like precession in fields with many spikes; and those in the middle, with more spikes, keep closer
/// to the phase than those at the ends, so that they cannot stand for each other. The error is by bootstrap over laps.
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
    cycles = Set(points.cycles).count
    pValue =
      laps < 2 || cycles < Self.fewestCycles || permutations == 0
      ? .nan
      : try Self.permutationTest(points, bound: bound, permutations: permutations, seed: seed, index: index, work: work)
    slopeDeviation =
      laps < 3 ? .nan : try Self.bootstrap(points, bound: bound, seed: seed, index: index, work: work)
  }

  /// Rad per field.
  package var slopePerField: Double { fit.slope * width }

  private static func permutationTest(
    _ points: PrecessionPoints, bound: Double, permutations: Int, seed: UInt64, index: Int, work: Work
  ) throws -> Double {
    guard let extent = finiteRange(points.positions), extent.upperBound > extent.lowerBound else { return .nan }
    let (centre, range) = (mean(points.positions), extent.upperBound - extent.lowerBound)
    let all = SlopeGrid(x: points.positions.map { $0 - centre }, slopes: -bound...bound, range: range)
    let observed = all.best(points.phases.map { Complex(cos($0), sin($0)) }).length * Double(points.phases.count)
    let cycles = points.byCycle
    let grid = SlopeGrid(
      x: cycles.map { spikes in mean(spikes.map { points.positions[$0] }) - centre }, slopes: -bound...bound, range: range)
    let real = cycles.map { spikes in spikes.reduce(0) { $0 + cos(points.phases[$1]) } }
    let imaginary = cycles.map { spikes in spikes.reduce(0) { $0 + sin(points.phases[$1]) } }
    let groups = exchangeable(cycles.map(\.count))
    var (laidReal, laidImaginary) = (real, imaginary)
    var stream = RandomStream(seed: seed, name: "precession", index: UInt64(index))
    // Sums in another order are not equal to the last digit.
    let enough = observed * (1 - 1e-12)
    var asLong = 0
    for round in 0..<permutations {
      if round % 64 == 0 { try work.checkCancellation() }
      for group in groups {
        var order = group
        stream.shuffle(&order)
        for (place, cycle) in zip(group, order) {
          (laidReal[place], laidImaginary[place]) = (real[cycle], imaginary[cycle])
        }
      }
      if grid.best(real: laidReal, imaginary: laidImaginary).length * Double(cycles.count) >= enough { asLong += 1 }
    }
    return Double(1 + asLong) / Double(1 + permutations)
  }

  /// Cycles with equal numbers of spikes; those of a number that few have go with the next lower one.
  ///
  /// - Parameter counts: of the spikes of each cycle.
  private static func exchangeable(_ counts: [Int]) -> [[Int]] {
    let byCount = Dictionary(grouping: counts.indices) { counts[$0] }
    var groups: [[Int]] = []
    var group: [Int] = []
    for count in byCount.keys.sorted(by: >) {
      group += byCount[count] ?? []
      guard group.count >= fewestCycles else { continue }
      groups.append(group)
      group = []
    }
    return group.isEmpty ? groups : groups + [group]
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
