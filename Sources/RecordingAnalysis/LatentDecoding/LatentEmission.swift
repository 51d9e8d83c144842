import ArrayNumerics
import Foundation

/// The distribution of what a cell does in a bin, given its tuning.
package enum LatentEmission: Sendable, Equatable {
  /// Spike counts.
  case poisson
  /// Values that are no counts, with a variance proportional to the mean: the likelihood of a Poisson count of value / φ, with φ of
  /// each cell (a quasi-likelihood, Wedderburn 1974, doi:10.1093/biomet/61.3.439).
  case scaledPoisson(scale: [Double])

  package var name: String {
    switch self {
    case .poisson: "Poisson"
    case .scaledPoisson: "scaled Poisson"
    }
  }

  /// Rates below this count as this in the likelihood, Hz.
  package static let smallestRate = 1e-3

  /// - Parameter tuning: `[cell, state]`, Hz.
  func tables(_ tuning: Matrix<Double>, space: LatentStateSpace) -> EmissionTables {
    var tables: [Float] = []
    tables.reserveCapacity(tuning.rows * space.stride)
    var offset = [Double](repeating: 0, count: space.states)
    for cell in 0..<tuning.rows {
      let scale: Double =
        switch self {
        case .poisson: 1
        case .scaledPoisson(let scales): scales[cell]
        }
      let rates = tuning.row(cell).map { max(Self.smallestRate * scale, $0) }
      for (state, rate) in rates.enumerated() { offset[state] += rate / scale }
      tables += space.padded(rates.map { log($0) / scale })
    }
    return EmissionTables(tables: tables, offset: space.padded(offset))
  }
}
