import ArrayNumerics
import Foundation

/// The distribution of what a cell does in a bin, given its tuning.
package enum LatentEmission: Sendable, Equatable {
  /// Spike counts.
  case poisson
  /// Values that are no counts, with a variance proportional to the mean: the likelihood of a Poisson count of value / φ,
  /// with φ of each cell (a quasi-likelihood, Wedderburn 1974, doi:10.1093/biomet/61.3.439).
  case scaledPoisson(scale: [Double])
  /// Spike counts of cells that share one gain, drawn anew in each bin from a gamma distribution of mean 1 and this shape:
  /// speed, theta or arousal. The gain is integrated out, which leaves Π λᵢ^nᵢ (1 + Δ Σ λ / k)^−(Σ n + k) with Δ a bin's width.
  case sharedGain(shape: Double)

  /// Poisson for whole numbers; otherwise scaled Poisson, with φ half the mean square step from bin to bin over the mean,
  /// which the tuning hardly enters.
  package static func suited(to observations: LatentObservations) -> LatentEmission {
    if observations.eventValues.allSatisfy({ $0 >= 0 && $0 == $0.rounded() }) { return .poisson }
    let count = observations.cells
    var (sums, squares, numbers) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count), 0)
    var before = [Double](repeating: 0, count: count)
    for bin in 0..<observations.count {
      var here = [Double](repeating: 0, count: count)
      for event in Int(observations.starts[bin])..<Int(observations.starts[bin + 1]) {
        here[Int(observations.eventCells[event])] = max(0, Double(observations.eventValues[event]))
      }
      if !observations.restarts[bin], observations.exposure[bin] > 0 {
        for cell in 0..<count {
          squares[cell] += (here[cell] - before[cell]) * (here[cell] - before[cell])
          sums[cell] += here[cell]
        }
        numbers += 1
      }
      before = here
    }
    return .scaledPoisson(
      scale: (0..<count).map { sums[$0] > 0 && squares[$0] > 0 ? squares[$0] / (2 * sums[$0]) : 1 })
  }

  /// φ of a cell; 1 for counts.
  package func scale(ofCell cell: Int) -> Double {
    switch self {
    case .poisson, .sharedGain: 1
    case .scaledPoisson(let scales): scales[cell]
    }
  }

  package var name: String {
    switch self {
    case .poisson: "Poisson"
    case .scaledPoisson: "scaled Poisson"
    case .sharedGain: "Poisson (with a gain that all cells share)"
    }
  }

  /// Rates below this count as this in the likelihood, Hz.
  package static let smallestRate = 1e-3

  /// - Parameters:
  ///   - tuning: `[cell, state]`, Hz.
  ///   - binWidth: of the observations, s.
  func tables(_ tuning: Matrix<Double>, space: LatentStateSpace, binWidth: Double) -> EmissionTables {
    var tables: [Float] = []
    tables.reserveCapacity(tuning.rows * space.stride)
    var offset = [Double](repeating: 0, count: space.states)
    for cell in 0..<tuning.rows {
      let scale = scale(ofCell: cell)
      let rates = tuning.row(cell).map { max(Self.smallestRate * scale, $0) }
      for (state, rate) in rates.enumerated() { offset[state] += rate / scale }
      tables += space.padded(rates.map { log($0) / scale })
    }
    guard case .sharedGain(let shape) = self else { return EmissionTables(tables: tables, offset: space.padded(offset)) }
    let growth = offset.map { 1 + binWidth * $0 / shape }
    return EmissionTables(
      tables: tables, offset: space.padded(growth.map { log($0) }),
      gain: SharedGain(
        shape: Float(shape), binWidth: Float(binWidth), exposureFactor: growth.map { binWidth / (shape * $0) }))
  }
}
