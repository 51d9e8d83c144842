import ArrayNumerics
import Foundation

/// How far chains agree, and how many independent draws they are worth.
package struct ChainDiagnostics: Sendable, Equatable {
  /// Split R̂: the spread of all halves of chains together over that within them, 1 where they agree (Gelman et al. 2013,
  /// Bayesian Data Analysis, 3rd edition, §11.4). Infinite where halves rest on different values.
  package var splitR: Double
  /// The number of independent draws with the same standard error of the mean (Vehtari et al. 2021, doi:10.1214/20-BA1221):
  /// autocorrelations of all halves together, summed in pairs as long as these are positive, and made to decrease (Geyer 1992,
  /// doi:10.1214/ss/1177011137).
  package var effectiveSize: Double

  /// - Parameter chains: values of each chain, `[chain, draw]`, as many in each; the middle one of an odd number is left out.
  /// - Returns: NaN with fewer than four draws a chain.
  package init(_ chains: [[Double]]) {
    let halves = chains.flatMap { chain -> [[Double]] in
      let half = chain.count / 2
      return [Array(chain.prefix(half)), Array(chain.suffix(half))]
    }
    guard let draws = halves.first?.count, draws >= 2 else {
      (splitR, effectiveSize) = (.nan, .nan)
      return
    }
    let (n, m) = (Double(draws), Double(halves.count))
    let means = halves.map { mean($0) }
    let within = mean(halves.map { variance($0, freedomLost: 1) })
    let between = variance(means, freedomLost: 1)
    let pooled = (n - 1) / n * within + between
    guard within > 0 else {
      (splitR, effectiveSize) = (between > 0 ? .infinity : 1, n * m)
      return
    }
    splitR = (pooled / within).squareRoot()
    // Autocovariances with the same divisor at every lag.
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for (half, middle) in zip(halves, means) {
        for place in 0..<draws - lag { sum += (half[place] - middle) * (half[place + lag] - middle) }
      }
      return sum / (n * m)
    }
    var (total, pair, lag) = (0.0, Double.infinity, 0)
    while lag + 1 < draws {
      let first = lag == 0 ? 1 : 1 - (within - covariance(lag)) / pooled
      let next = first + 1 - (within - covariance(lag + 1)) / pooled
      if next <= 0 { break }
      pair = min(pair, next)
      total += pair
      lag += 2
    }
    // An antithetic chain is worth more than as many draws, which is hard to know well.
    effectiveSize = min(n * m / max(2 * total - 1, 1 / log10(n * m)), n * m * log10(n * m))
  }
}
