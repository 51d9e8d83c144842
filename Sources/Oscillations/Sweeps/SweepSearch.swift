import ArrayNumerics
import Foundation

/// Looks for a sweep of position in each theta cycle: a place that runs from the animal in a straight line during half of the
/// cycle.
///
/// For each end of the line, forward and to the left of the animal, the spikes of that half have a likelihood, Σ log rate − t Σ
/// rates along the line (Davidson et al. 2009, doi:10.1016/j.neuron.2009.07.027, who fit lines to replay). Nothing is smoothed
/// over time and no place is taken from another cycle: two cycles share no spike, so what noise does in one says nothing of the
/// next. The difference of two decoded places has not this property: a noisy end of one cycle is the origin of the next, and
/// sides seem to alternate.
package struct SweepSearch: Sendable {
  private let spikes: BinnedSpikes
  private let x: [Double], y: [Double], headings: [Double]
  private let cycles: [Double]
  private let forward: [Double], left: [Double]
  private let ring: [Int]
  private let grain: Double

  /// The share of a cycle in which it sweeps.
  package static let share = 0.5
  /// Places at which a cycle may be cut.
  package static let cuts = 12
  /// The order of steps is changed so often in each cycle: the least p is 0.05.
  package static let shuffles = 19
  /// Ends of lines lie so far from each other, m, or this part of the reach.
  private static let finest = 0.025
  private static let coarsest = 20.0
  /// Cycles that the cut is found with, at most.
  private static let mostForCut = 400
  /// A ring of ends that the animal cannot reach has this log likelihood below the best end.
  private static let impossible = -20.0

  /// - Parameters:
  ///   - x, y: of the animal at each step of the spikes, m.
  ///   - headings: rad.
  ///   - cycles: number of the theta cycle and phase in one; NaN where a step does not count.
  ///   - reach: ends lie within this distance of the animal, m.
  package init(
    _ spikes: BinnedSpikes, x: [Double], y: [Double], headings: [Double], cycles: [Double], reach: Double
  ) {
    (self.spikes, self.x, self.y, self.headings) = (spikes, x, y, headings)
    self.cycles = cycles.indices.map {
      x[$0].isFinite && y[$0].isFinite && headings[$0].isFinite && abs(cycles[$0]) < 1e12 ? cycles[$0] : .nan
    }
    let grain = max(Self.finest, reach / Self.coarsest)
    self.grain = grain
    let steps = Int((reach / grain + 1e-9).rounded(.down))
    // That of no sweep first, so that it wins a tie.
    var (forward, left, ring) = ([0.0], [0.0], [0])
    for row in -steps...steps {
      for column in -steps...steps where row != 0 || column != 0 {
        let far = Double(row * row + column * column).squareRoot()
        if far * grain > reach + 1e-9 { continue }
        forward.append(Double(column) * grain)
        left.append(Double(row) * grain)
        ring.append(Int(far.rounded()))
      }
    }
    (self.forward, self.left, self.ring) = (forward, left, ring)
  }

  // MARK: - Cycles

  /// A complete cycle: its number, counted from the cut, and its steps.
  struct Cycle {
    var number: Int
    var steps: Range<Int>
  }

  func complete(cut: Double) -> [Cycle] {
    var found: [Cycle] = []
    for run in runs(in: cycles.count, where: { cycles[$0].isFinite }) {
      var first = run.lowerBound
      while first < run.upperBound {
        let number = (cycles[first] - cut).rounded(.down)
        var end = first
        while end < run.upperBound, (cycles[end] - cut).rounded(.down) == number { end += 1 }
        // A stretch that begins or ends within a cycle is none.
        let (from, to) = (cycles[first] - cut - number, cycles[end - 1] - cut - number)
        if from < 0.2, to > 0.8, end - first >= 5 { found.append(Cycle(number: Int(number), steps: first..<end)) }
        first = end
      }
    }
    return found
  }

  // MARK: - Likelihoods

  /// The half of a cycle in which it sweeps: bins of the arena of each step and end, and what is not of the spikes.
  private struct Half {
    var steps: Range<Int>
    var bins: [Int32] = []
    var base: [Float]
  }

  private func half(of cycle: Cycle, cut: Double, tuning folded: FoldedTuning) -> Half {
    let within = cycle.steps.filter { cycles[$0] - cut - Double(cycle.number) < Self.share }
    var half = Half(steps: within.first.map { $0..<$0 + within.count } ?? 0..<0, base: [Float](repeating: 0, count: ring.count))
    half.bins.reserveCapacity(ring.count * within.count)
    for step in half.steps {
      let tuning = folded(step)
      let way = (cycles[step] - cut - Double(cycle.number)) / Self.share
      let (c, s) = (way * cos(headings[step]), way * sin(headings[step]))
      for end in ring.indices {
        let ahead: Double = c * forward[end] - s * left[end]
        let up: Double = s * forward[end] + c * left[end]
        let bin = tuning.index(x[step] + ahead, y[step] + up)
        if bin >= 0, tuning.isVisited[bin] {
          half.base[end] -= Float(spikes.step) * tuning.total[bin]
          half.bins.append(Int32(bin))
        } else {
          half.base[end] = -.infinity
          half.bins.append(0)
        }
      }
    }
    return half
  }

  /// The log likelihood of each end, with the spikes of other steps of the cycle where an order is given.
  private func logLikelihoods(
    _ half: Half, in cycle: Cycle, order: [Int]? = nil, tuning folded: FoldedTuning, _ values: inout [Float]
  ) {
    values = half.base
    let count = ring.count
    values.withUnsafeMutableBufferPointer { values in
      half.bins.withUnsafeBufferPointer { bins in
        for (place, step) in half.steps.enumerated() {
          let tuning = folded(step)
          let size = tuning.rows * tuning.columns
          let source = order.map { cycle.steps.lowerBound + $0[step - cycle.steps.lowerBound] } ?? step
          tuning.logRates.withUnsafeBufferPointer { rates in
            for cell in spikes.spikes(in: source) {
              let own = Int(cell) * size
              for end in 0..<count { values[end] += rates[own + Int(bins[place * count + end])] }
            }
          }
        }
      }
    }
  }

  /// The likeliest end, and its log likelihood over that of no sweep; 0 where the animal itself is at no known place.
  private func best(_ values: [Float]) -> (end: Int, gain: Float) {
    var end = 0
    for other in values.indices where values[other] > values[end] { end = other }
    return (end, values[0] > -.infinity ? values[end] - values[0] : 0)
  }

  // MARK: - Results

  /// Where a cycle is cut so that sweeps, which begin there, are likeliest against none.
  package func bestCut(_ tuning: FoldedTuning, work: Work) throws -> Double {
    let gains = try concurrentMap(Self.cuts, work: work) { place -> Double in
      let cut = Double(place) / Double(Self.cuts)
      let all = complete(cut: cut)
      let used = stride(from: 0, to: all.count, by: max(1, all.count / Self.mostForCut))
      var (sum, number, values) = (0.0, 0, [Float]())
      for index in used {
        let half = half(of: all[index], cut: cut, tuning: tuning)
        logLikelihoods(half, in: all[index], tuning: tuning, &values)
        sum += Double(best(values).gain)
        number += 1
      }
      return number > 0 ? sum / Double(number) : 0
    }
    let most = gains.indices.max { (gains[$0], $1) < (gains[$1], $0) } ?? 0
    return Double(most) / Double(Self.cuts)
  }

  /// The sweeps of all complete cycles.
  package func callAsFunction(_ tuning: FoldedTuning, cut: Double, seed: UInt64, work: Work) throws -> PositionSweeps {
    let all = complete(cut: cut)
    let rings = 1 + (ring.max() ?? 0)
    let found = try concurrentMap(all.count, work: work, chunk: 32) { index -> PositionSweeps.Cycle in
      let cycle = all[index]
      let half = half(of: cycle, cut: cut, tuning: tuning)
      var values: [Float] = []
      logLikelihoods(half, in: cycle, tuning: tuning, &values)
      let (end, gain) = best(values)
      let profile = profile(values, end: end, rings: rings)
      var stream = RandomStream(seed: seed, name: "order of steps", index: UInt64(index))
      var larger = 0
      for _ in 0..<Self.shuffles {
        let order = stream.permutation(cycle.steps.count)
        logLikelihoods(half, in: cycle, order: order, tuning: tuning, &values)
        if best(values).gain >= gain { larger += 1 }
      }
      let fired = cycle.steps.flatMap { Array(spikes.spikes(in: $0)) }
      return PositionSweeps.Cycle(
        time: (spikes.time(of: cycle.steps.lowerBound) + spikes.time(of: cycle.steps.upperBound - 1)) / 2,
        number: cycle.number, angle: end == 0 ? .nan : wrapped(atan2(left[end], forward[end])),
        length: hypot(forward[end], left[end]), p: Double(1 + larger) / Double(1 + Self.shuffles), spikes: fired.count,
        active: Set(fired).count, profile: profile)
    }
    return PositionSweeps(found, cut: cut, grain: grain)
  }

  /// The log of the mean likelihood over each ring of ends, whatever the direction, against the best end.
  private func profile(_ values: [Float], end: Int, rings: Int) -> [Double] {
    guard values[end] > -.infinity else { return [Double](repeating: 0, count: rings) }
    var (sums, counts) = ([Double](repeating: 0, count: rings), [Double](repeating: 0, count: rings))
    for other in values.indices where values[other] > -.infinity {
      sums[ring[other]] += exp(Double(values[other] - values[end]))
      counts[ring[other]] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? max(Self.impossible, log($0 / $1)) : Self.impossible }
  }

  private func wrapped(_ angle: Double) -> Double { angle == .pi ? -.pi : angle }
}
