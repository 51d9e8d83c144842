import Foundation

/// Where an animal is by what its cells do: the state-space decoder of position, and the one without a motion beside it.
///
/// Forward and backward recursion (Rabiner 1989, doi:10.1109/5.18626) over places with Poisson counts, as in Brown, Frank,
/// Tang, Quirk and Wilson 1998 (doi:10.1523/JNEUROSCI.18-18-07411.1998) on a grid; without a motion it is the decoder of
/// Zhang, Ginzburg, McNaughton and Sejnowski 1998 (doi:10.1152/jn.1998.79.2.1017) with all places as likely beforehand.
package struct PlaceChain: Sendable {
  package let tuning: PlaceTuning
  package let walk: PlaceWalk

  package init(_ tuning: PlaceTuning, walk: PlaceWalk) { (self.tuning, self.walk) = (tuning, walk) }

  /// What is read of a piece of time.
  package struct Piece: Sendable {
    /// With the motion, one for each bin.
    package var moving: [PlaceReading]
    /// Without it.
    package var flat: [PlaceReading]
  }

  /// Decodes a piece of time; all places are as likely at its start.
  ///
  /// - Parameters:
  ///   - numbers: bin of the grid in which the animal is, for each bin of time, −1 for unknown.
  ///   - reach: bins of time on either side that the decoder without a motion sums.
  ///   - power: exponents of the likelihood of a bin of time, with the motion and without it; below 1 the spikes say less.
  /// - Returns: a reading for each bin of the range. O(bins · places · (events + steps + reach)); memory of two numbers for
  ///   each bin and place.
  package func decode(
    _ observations: LatentObservations, _ bins: Range<Int>, at numbers: [Int], reach: Int,
    power: (moving: Double, flat: Double) = (1, 1)
  ) -> Piece {
    let count = tuning.graph.count
    var logs = [Double](repeating: 0, count: bins.count * count)
    for bin in bins {
      tuning.addLogLikelihood(of: bin, observations, to: &logs, from: (bin - bins.lowerBound) * count)
    }
    let restarts = bins.map { $0 == bins.lowerBound || observations.restarts[$0] }
    var piece = Piece(moving: [], flat: [])
    forEachPosterior(logs.scaled(by: power.moving), restarts: restarts) { bin, posterior in
      piece.moving.append(reading(posterior, truth: numbers[bins.lowerBound + bin]))
    }
    piece.moving.reverse()
    piece.flat = bins.map { bin in
      var sum = [Double](repeating: 0, count: count)
      for other in max(bins.lowerBound, bin - reach)...min(bins.upperBound - 1, bin + reach)
      where abs(observations.bins[other] - observations.bins[bin]) <= reach {
        let start = (other - bins.lowerBound) * count
        for place in 0..<count { sum[place] += logs[start + place] }
      }
      return reading(normalized(likelihood(sum.scaled(by: power.flat)[...])), truth: numbers[bin])
    }
    return piece
  }

  /// The posterior of each bin given all of the piece, from the last bin to the first.
  ///
  /// - Parameters:
  ///   - logs: log-likelihood of each bin at each place, `[bin, place]`.
  ///   - restarts: bins at which the chain starts with all places as likely.
  func forEachPosterior(_ logs: [Double], restarts: [Bool], _ body: (_ bin: Int, _ posterior: [Double]) -> Void) {
    let count = tuning.graph.count
    let even = [Double](repeating: 1 / Double(max(1, count)), count: count)
    var forward = [[Double]]()
    forward.reserveCapacity(restarts.count)
    var (now, scratch) = (even, even)
    for bin in restarts.indices {
      if restarts[bin] { now = even } else { tuning.graph.walk(&now, walk, scratch: &scratch) }
      now = normalized(product(now, likelihood(logs[bin * count..<(bin + 1) * count])))
      forward.append(now)
    }
    var backward = even
    for bin in restarts.indices.reversed() {
      body(bin, normalized(product(forward[bin], backward)))
      if restarts[bin] {
        backward = even
      } else {
        backward = normalized(product(backward, likelihood(logs[bin * count..<(bin + 1) * count])))
        tuning.graph.walk(&backward, walk, scratch: &scratch)
      }
    }
  }

  /// exp of log-likelihoods, over the largest of them.
  private func likelihood(_ logs: ArraySlice<Double>) -> [Double] {
    let top = logs.max() ?? 0
    return logs.map { exp($0 - top) }
  }

  private func product(_ first: [Double], _ second: [Double]) -> [Double] {
    var product = first
    let second = second.span
    var values = product.mutableSpan
    for place in 0..<second.count { values[place] *= second[place] }
    return product
  }

  /// The values over their sum; all the same where they vanish.
  private func normalized(_ values: [Double]) -> [Double] {
    let sum = values.reduce(0, +)
    guard sum > 1e-300 else { return [Double](repeating: 1 / Double(max(1, values.count)), count: values.count) }
    return values.map { $0 / sum }
  }
}

/// What is read of the distribution over places in a bin of time, in bins of the grid: (0, 0) is the middle of the first one.
package struct PlaceReading: Sendable, Equatable {
  /// Mean of the distribution over the likeliest place and those that touch it, along x.
  package var column: Double
  /// The same along y.
  package var row: Double
  /// Root mean square distance of the distribution from there.
  package var spread: Double
  /// What the distribution holds at places that are likelier than the one where the animal is: 0 at the likeliest one, 1 for a
  /// place that was never visited, NaN where it is unknown. Below 0.95 in 95 % of the time, if the distribution is right.
  package var level: Double
  /// Probability of the bin of the grid where the animal is; NaN for one that is no place, and where it is unknown.
  package var probability: Double

  package init(column: Double, row: Double, spread: Double, level: Double, probability: Double = .nan) {
    (self.column, self.row, self.spread, self.level) = (column, row, spread, level)
    self.probability = probability
  }
}

extension [Double] {
  /// The values times a factor; untouched for 1.
  fileprivate func scaled(by factor: Double) -> [Double] { factor == 1 ? self : map { factor * $0 } }
}

extension PlaceChain {
  /// - Parameter truth: bin of the grid in which the animal is, −1 for unknown.
  private func reading(_ posterior: [Double], truth: Int) -> PlaceReading {
    let graph = tuning.graph
    var peak = 0
    for place in posterior.indices where posterior[place] > posterior[peak] { peak = place }
    let (row, column) = (graph.numbers[peak] / graph.columns, graph.numbers[peak] % graph.columns)
    var (weight, x, y) = (0.0, 0.0, 0.0)
    for other in max(0, row - 1)...min(graph.rows - 1, row + 1) {
      for beside in max(0, column - 1)...min(graph.columns - 1, column + 1) {
        let place = graph.places[other * graph.columns + beside]
        guard place >= 0 else { continue }
        weight += posterior[place]
        x += posterior[place] * Double(beside)
        y += posterior[place] * Double(other)
      }
    }
    (x, y) = (x / weight, y / weight)
    let own = truth < 0 ? -1 : graph.places[truth]
    var (squares, level) = (0.0, truth < 0 ? Double.nan : own < 0 ? 1 : 0)
    for (place, number) in graph.numbers.enumerated() {
      let (dx, dy) = (Double(number % graph.columns) - x, Double(number / graph.columns) - y)
      squares += posterior[place] * (dx * dx + dy * dy)
      if own >= 0, posterior[place] > posterior[own] { level += posterior[place] }
    }
    return PlaceReading(
      column: x, row: y, spread: squares.squareRoot(), level: level,
      probability: own < 0 ? .nan : posterior[own])
  }
}
