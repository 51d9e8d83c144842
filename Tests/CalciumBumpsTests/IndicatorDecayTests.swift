import ArrayNumerics
import CalciumBumps
import Foundation
import TestSupport
import Testing

@Suite("Decay of an indicator")
struct IndicatorDecayTests {
  /// What one-pole filters, one after the other, make of a source; at rest before the first frame.
  private func traced(_ source: Matrix<Double>, _ retentions: [Double]) -> Matrix<Double> {
    retentions.reduce(source) { values, rho in
      var result = values
      for frame in 0..<values.rows {
        for region in 0..<values.columns {
          let before = frame > 0 ? result[frame - 1, region] : 0
          result[frame, region] = rho * before + (1 - rho) * values[frame, region]
        }
      }
      return result
    }
  }

  @Test("Innovations of one and of two exponentials are the source", arguments: [nil, 0.15])
  func innovations(rise: Double?) {
    var random = RandomStream(seed: 2, name: "decay")
    let source = Matrix(rows: 40, columns: 3, elements: (0..<120).map { _ in random.normal() })
    let times = [0.5] + (rise.map { [$0] } ?? [])
    let shown = traced(source, times.map { exp(-0.1 / $0) })
    let signals = RingSignals(
      values: shown, angles: RingSignals.evenAngles(3), restarts: (0..<40).map { $0 == 0 || $0 == 20 })
    let decay = IndicatorDecay(time: 0.5, rise: rise, step: 0.1)
    let found = decay.innovations(signals)
    let order = times.count
    #expect(found.isObserved.indices.filter { !found.isObserved[$0] } == Array(0..<order) + Array(20..<20 + order))
    let again = decay.traced(found.values.map(Float.init), of: signals)
    for frame in 0..<40 where found.isObserved[frame] {
      for region in 0..<3 {
        #expect(close(found.values[frame, region], source[frame, region], 1e-9))
        #expect(close(Double(again[frame, region]), shown[frame, region], 1e-5))
      }
    }
  }
}
