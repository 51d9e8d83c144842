import ArrayNumerics
import DimensionReduction
import Foundation
import Testing

@Suite struct VarianceSpectrumTests {
  /// `signals` slow oscillations that the cells share in random parts, and noise of each cell's own that is as slow.
  private func rates(_ rows: Int, cells: Int, signals: Int, strength: Double) -> Matrix<Double> {
    let weights = TestPoints.random(cells, signals, seed: 21)
    var elements = [Double](repeating: 0, count: rows * cells)
    func slow(_ name: Int) -> [Double] {
      var stream = RandomStream(seed: 22, name: "slow", index: UInt64(name))
      var value = 0.0
      return (0..<rows).map { _ in
        value = 0.95 * value + 0.3 * stream.normal()
        return value
      }
    }
    for signal in 0..<signals {
      for (row, value) in slow(signal).enumerated() {
        for cell in 0..<cells { elements[row * cells + cell] += strength * weights[cell, signal] * value }
      }
    }
    for cell in 0..<cells { for (row, value) in slow(1000 + cell).enumerated() { elements[row * cells + cell] += value } }
    return Matrix(rows: rows, columns: cells, elements: elements)
  }

  private func spectrum(_ rates: Matrix<Double>, shuffles: Int, threads: Int = 1) throws -> VarianceSpectrum {
    let analysis = try PrincipalComponents.fit(rates, components: 3, standardize: true)
    return try VarianceSpectrum(rates, analysis, shuffles: shuffles, seed: 5, work: Work(threads: threads))
  }

  @Test func eigenvaluesAreThoseOfTheComponents() throws {
    let rates = rates(1500, cells: 8, signals: 2, strength: 1)
    let found = try spectrum(rates, shuffles: 0)
    let analysis = try PrincipalComponents.fit(rates, components: 8, standardize: true)
    for (value, expected) in zip(found.eigenvalues, analysis.explainedVariance) {
      // With n instead of n − 1.
      #expect(abs(value - expected * 1499 / 1500) < 1e-9)
    }
    let sum = found.eigenvalues.reduce(0, +)
    #expect(abs(sum - 8) < 1e-9 && found.threshold.isEmpty && found.aboveChance == nil)
    let ratio = sum * sum / found.eigenvalues.reduce(0) { $0 + $1 * $1 }
    #expect(abs(found.participationRatio.value - ratio) < 1e-9)
    #expect(found.participationRatio.low < ratio && ratio < found.participationRatio.high)
  }

  @Test(arguments: [0, 2, 4]) func parallelAnalysisFindsTheSharedSignals(signals: Int) throws {
    let rates = rates(6000, cells: 20, signals: signals, strength: 1)
    let found = try spectrum(rates, shuffles: 39)
    #expect(found.aboveChance == signals, "\(found.eigenvalues.prefix(6)) \(found.threshold.prefix(6))")
    if signals > 0 { #expect(found.elbow >= signals - 1 && found.elbow <= signals + 1) }
    #expect(try spectrum(rates, shuffles: 39, threads: 3) == found)
  }

  /// Exchanged bins lose the slowness: eigenvalues of chance would be far too small.
  @Test func slowCellsAreNotTakenForSignals() throws {
    let found = try spectrum(rates(2000, cells: 20, signals: 0, strength: 0), shuffles: 39)
    // Of white noise the largest would be below (1 + √(20/2000))² = 1.21.
    #expect(found.eigenvalues[0] > 1.3 && found.threshold[0] > 1.3)
    // One draw of chance is above its 95 % quantile once in twenty, and never by much.
    #expect(found.eigenvalues[0] < 1.1 * found.threshold[0] && found.aboveChance! <= 1)
  }
}
