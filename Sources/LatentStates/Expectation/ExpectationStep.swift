import ArrayNumerics
import Foundation

/// The sums of all blocks of a session, in double precision.
struct PosteriorSums: Sendable {
  /// `[cell, state]`
  var weighted: Matrix<Double>
  /// `[state]`, s; with the tuning and a shared gain, times the gain
  var occupancy: [Double]
  /// As in `BlockSums`.
  var steps: [Double]
  var logLikelihood = 0.0
  var posterior: LatentPosterior
}

/// Where the posterior of each bin lies on each circle.
package struct LatentPosterior: Sendable, Equatable {
  package var circles: Int
  /// Direction of the posterior's first moment, rad in (−π, π], `[bin, circle]`.
  package var angles: [Float] = []
  /// Its resultant length, 0 to 1: the confidence.
  package var lengths: [Float] = []
  /// Half the arc around the angle that holds 90 % of the posterior, rad.
  package var halfWidths: [Float] = []
  /// `[bin, circle, K]`
  package var marginals: [Float] = []
  /// Time spent in each state, s, `[state]`; empty when not collected.
  package var occupancy: [Double] = []
}

/// How a session is cut into blocks.
package struct LatentBlocks: Sendable, Equatable {
  /// Bins of a block.
  package var length = 1500
  /// Bins before and after a block by which its recursion starts and ends.
  package var overlap = 40

  /// Blocks whose sums are held at a time, whatever the number of threads: more of them where they are small.
  package static func wave(cells: Int, states: Int) -> Int { cells * states <= 1 << 16 ? 64 : 16 }

  package init(length: Int = 1500, overlap: Int = 40) {
    self.length = length
    self.overlap = overlap
  }
}

/// One E-step over all bins, block by block; the same for any number of threads.
///
/// O(bins · states · (taps + spikes of a bin)); memory that of one block for each thread and of the sums of
/// `LatentBlocks.wave` blocks.
func expectation(
  _ observations: LatentObservations, space: LatentStateSpace, emission: EmissionTables, motion: LatentMotion,
  collected: CollectedSums, blocks: LatentBlocks = LatentBlocks(), work: Work
) throws -> PosteriorSums {
  let stepRadius =
    if case .steps(let taps) = motion.kernel { taps.count - 1 } else { 0 }
  let block = ForwardBackwardBlock(
    space: space, observations: observations, emission: emission,
    passes: CirclePasses(motion.passes(space: space), space: space),
    teleport: Float(motion.teleport), stepRadius: stepRadius,
    collected: stepRadius > 0 ? collected : collected.subtracting(.steps))
  let count = (observations.count + blocks.length - 1) / blocks.length
  var result = PosteriorSums(
    weighted: Matrix(
      rows: collected.contains(.tuning) ? observations.cells : 0, columns: space.states, repeating: 0),
    occupancy: [Double](
      repeating: 0, count: collected.isDisjoint(with: [.tuning, .occupancy]) ? 0 : space.states),
    steps: [Double](repeating: 0, count: block.collected.contains(.steps) ? stepRadius + 1 : 0),
    posterior: LatentPosterior(circles: space.circles))
  let wave = LatentBlocks.wave(cells: observations.cells, states: space.states)
  for first in stride(from: 0, to: count, by: wave) {
    let parts = try concurrentMap(min(wave, count - first), work: work) { part -> BlockSums in
      let core =
        (first + part) * blocks.length..<min(observations.count, (first + part + 1) * blocks.length)
      return block.run(
        core: core,
        all: max(0, core.lowerBound - blocks.overlap)..<min(observations.count, core.upperBound + blocks.overlap))
    }
    for part in parts { result.add(part, space: space) }
  }
  if let gain = emission.gain, collected.contains(.tuning) {
    for state in result.occupancy.indices { result.occupancy[state] *= gain.exposureFactor[state] }
  }
  return result
}

extension PosteriorSums {
  mutating func add(_ part: BlockSums, space: LatentStateSpace) {
    let stride = space.stride
    let states = space.states
    let cells = weighted.rows
    if cells > 0 {
      weighted.withUnsafeMutableBufferPointer { weighted in
        part.weighted.withUnsafeBufferPointer { values in
          guard let weighted = weighted.baseAddress, let values = values.baseAddress else { return }
          for cell in 0..<cells { space.add(values + cell * stride, to: weighted + cell * states) }
        }
      }
    }
    if !occupancy.isEmpty {
      occupancy.withUnsafeMutableBufferPointer { occupancy in
        part.occupancy.withUnsafeBufferPointer { values in
          guard let occupancy = occupancy.baseAddress, let values = values.baseAddress else { return }
          space.add(values, to: occupancy)
        }
      }
    }
    for (d, value) in part.steps.enumerated() { steps[d] += value }
    logLikelihood += part.logLikelihood
    posterior.angles += part.angles
    posterior.lengths += part.lengths
    posterior.halfWidths += part.halfWidths
    posterior.marginals += part.marginals
  }
}

/// The sums that belong to given angles instead of a posterior: each bin spread over the states by a Gaussian of `spread`
/// states. Bins with an angle that is not finite count for nothing.
///
/// - Parameter angles: `[bin, circle]`, rad.
func sums(
  of angles: Matrix<Double>, _ observations: LatentObservations, space: LatentStateSpace, spread: Double = 1.5
) -> (weighted: Matrix<Double>, occupancy: [Double]) {
  let k = space.statesPerCircle
  let radius = min(Int((4 * spread).rounded(.up)), (k - 1) / 2)
  // What lies in a bin is collected at the nearest state first and spread afterwards, which is the same up to rounding to a
  // state.
  var weighted = Matrix<Double>(rows: observations.cells, columns: space.states, repeating: 0)
  var occupancy = [Double](repeating: 0, count: space.states)
  for bin in 0..<observations.count {
    var state = 0
    var known = true
    for circle in 0..<space.circles {
      let angle = angles[bin, circle]
      if !angle.isFinite { known = false }
      let place = known ? Int((wrapAngle(angle) / space.step).rounded()) % k : 0
      state = state * k + place
    }
    if !known { continue }
    occupancy[state] += Double(observations.exposure[bin])
    for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
      weighted[Int(observations.eventCells[event]), state] += Double(observations.eventValues[event])
    }
  }
  let taps = discreteGaussian(variance: spread * spread, largestRadius: radius)
  let passes = (0..<space.circles).map { circle in
    CirclePass(space: space, direction: (0..<space.circles).map { $0 == circle ? 1 : 0 }, taps: taps)
  }
  let smoother = StateSmoother(space: space, passes: passes)
  return (smoother.smooth(weighted), smoother.smooth(occupancy))
}

/// Smooths functions on the states by convolutions one after the other.
struct StateSmoother {
  let space: LatentStateSpace
  let passes: CirclePasses

  /// A Gaussian with a covariance in rad².
  init(space: LatentStateSpace, covariance: [[Double]]) {
    self.init(space: space, passes: diffusionPasses(covariance, space: space))
  }

  init(space: LatentStateSpace, passes: [CirclePass]) {
    self.space = space
    self.passes = CirclePasses(passes, space: space)
  }

  func smooth(_ values: some Collection<Double>) -> [Double] {
    var result = [Double](repeating: 0, count: space.states)
    let padded = space.padded(values)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: passes.scratchCount) { scratch in
      scratch.initialize(repeating: 0)
      padded.withUnsafeBufferPointer { padded in
        result.withUnsafeMutableBufferPointer { result in
          guard let padded = padded.baseAddress, let scratch = scratch.baseAddress, let result = result.baseAddress
          else { return }
          space.add(passes.apply(padded, scratch: scratch), to: result)
        }
      }
    }
    return result
  }

  /// Every row of `[cell, state]`.
  func smooth(_ values: Matrix<Double>) -> Matrix<Double> {
    var elements: [Double] = []
    elements.reserveCapacity(values.count)
    for row in 0..<values.rows { elements += smooth(values.row(row)) }
    return Matrix(rows: values.rows, columns: values.columns, elements: elements)
  }
}
