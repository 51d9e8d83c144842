import ArrayNumerics
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
    var piece = Piece(moving: [], flat: [])
    var scratch = [Double](repeating: 0, count: count)
    forwardBackward(
      steps: bins.count, states: count, restarts: { observations.restarts[bins.lowerBound + $0] },
      likelihood: { (bin, values: inout [Double]) in
        likelihood(logs[bin * count..<(bin + 1) * count], power: power.moving, &values)
      }, move: { density, _, _ in tuning.graph.walk(&density, walk, scratch: &scratch) },
      take: { bin, posterior in
        piece.moving.append(reading(posterior, truth: numbers[bins.lowerBound + bin]))
      })
    piece.moving.reverse()
    piece.flat = bins.map { bin in
      var sum = [Double](repeating: 0, count: count)
      for other in max(bins.lowerBound, bin - reach)...min(bins.upperBound - 1, bin + reach)
      where abs(observations.bins[other] - observations.bins[bin]) <= reach {
        let start = (other - bins.lowerBound) * count
        for place in 0..<count { sum[place] += logs[start + place] }
      }
      var values = sum
      likelihood(sum[...], power: power.flat, &values)
      let total = values.reduce(0, +)
      return reading(values.map { $0 / total }, truth: numbers[bin])
    }
    return piece
  }

  /// exp of log-likelihoods to a power, over the largest of them.
  private func likelihood(_ logs: ArraySlice<Double>, power: Double, _ values: inout [Double]) {
    let top = logs.max() ?? 0
    for (place, log) in logs.enumerated() { values[place] = exp(power * (log - top)) }
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
  /// What would stand in the place of spread, level and probability if all places were as likely, in the same order of places.
  package var even: Even

  /// Of a distribution over all places alike.
  package struct Even: Sendable, Equatable {
    package var (spread, level, probability): (Double, Double, Double)

    package init(spread: Double = .nan, level: Double = .nan, probability: Double = .nan) {
      (self.spread, self.level, self.probability) = (spread, level, probability)
    }
  }

  package init(
    column: Double, row: Double, spread: Double, level: Double, probability: Double = .nan, even: Even = Even()
  ) {
    (self.column, self.row, self.spread, self.level) = (column, row, spread, level)
    (self.probability, self.even) = (probability, even)
  }

  /// The same of a mixture: in a share of the time the cells say nothing of the place, and all are as likely.
  ///
  /// The order of the places by their probability stays, and with it the places that are likelier than the real one.
  package func mixed(_ share: Double) -> PlaceReading {
    guard share > 0 else { return self }
    func mix(_ own: Double, _ even: Double) -> Double { (1 - share) * own + share * even }
    var mixed = self
    mixed.spread = mix(spread * spread, even.spread * even.spread).squareRoot()
    mixed.level = mix(level, even.level)
    mixed.probability = mix(probability, even.probability)
    return mixed
  }
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
    var (evenSquares, likelier) = (0.0, 0)
    for (place, number) in graph.numbers.enumerated() {
      let (dx, dy) = (Double(number % graph.columns) - x, Double(number / graph.columns) - y)
      squares += posterior[place] * (dx * dx + dy * dy)
      evenSquares += dx * dx + dy * dy
      if own >= 0, posterior[place] > posterior[own] {
        level += posterior[place]
        likelier += 1
      }
    }
    let count = Double(graph.count)
    return PlaceReading(
      column: x, row: y, spread: squares.squareRoot(), level: level,
      probability: own < 0 ? .nan : posterior[own],
      even: PlaceReading.Even(
        spread: (evenSquares / count).squareRoot(), level: own < 0 ? level : Double(likelier) / count,
        probability: own < 0 ? .nan : 1 / count))
  }
}
