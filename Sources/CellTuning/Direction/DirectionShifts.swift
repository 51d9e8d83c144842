import ArrayNumerics
import Foundation

/// The length of a cell's mean vector at every shift of its spikes against the direction, by Fourier transform: its null at
/// long
/// shifts, and at short ones the lag at which it is tuned best.
///
/// m(l) = |Σ_t c(t) e^{iθ(t+l)} / o(θ(t+l))| / Σ_t c(t) / o(θ(t+l)) with the counts c, the direction θ in bins and the time o
/// spent in each; l = 0 is the mean vector of the tuning curve.
package struct DirectionShifts: Sendable {
  private let transform: RealFourierTransform
  /// Of cos θ / o, sin θ / o and 1 / o over time.
  private let weights: [[Complex]]

  /// - Throws: `NumericsError` for a session without bins.
  package init(_ occupancy: DirectionOccupancy) throws(NumericsError) {
    let transform = try RealFourierTransform(size: occupancy.places.count)
    self.transform = transform
    let centres = occupancy.centres
    func series(_ value: (Int) -> Double) throws(NumericsError) -> [Complex] {
      try transform.forward(
        occupancy.places.map { place in
          let seconds = place < 0 ? 0 : occupancy.seconds[Int(place)]
          return seconds > 0 ? value(Int(place)) / seconds : 0
        })
    }
    weights = [try series { cos(centres[$0]) }, try series { sin(centres[$0]) }, try series { _ in 1 }]
  }

  /// m(l) for l = 0, 1, …, the bins of time less one; l counts how much later the direction is looked at than the spikes came.
  ///
  /// - Throws: `NumericsError` when a transform fails.
  package func lengths(_ events: CellEvents) throws(NumericsError) -> [Double] {
    var counts = [Double](repeating: 0, count: transform.size)
    for (row, amount) in zip(events.rows, events.amounts) { counts[Int(row)] += amount }
    let spikes = try transform.forward(counts)
    var sums: [[Double]] = []
    for weight in weights { sums.append(try transform.inverse(zip(spikes, weight).map { $0.conjugate * $1 })) }
    return sums[0].indices.map { lag in
      let total = sums[2][lag]
      return total > 0 ? hypot(sums[0][lag], sums[1][lag]) / total : .nan
    }
  }
}
