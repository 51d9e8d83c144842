import ArrayNumerics
import CellTuning
import Foundation
import TestSupport
import Testing

@Suite struct SignalEventsTests {
  /// A rise at every hundredth bin that falls exponentially.
  private static func signal(_ timeConstant: Double, width: Double, scale: Double = 1) -> [Double] {
    (0..<20_000).map { scale * exp(-Double($0 % 100) * width / timeConstant) }
  }

  /// The half-life of an exponential, less the mean that is taken off: f(t) − m = (f(0) − m) / 2.
  @Test(arguments: [0.2, 0.45, 0.9]) func theFallHasItsClosedForm(timeConstant: Double) {
    let width = 0.05
    let values = Self.signal(timeConstant, width: width)
    let events = SignalEvents(values, bins: Array(0..<values.count), width: width)
    #expect(events.onsets == Array(stride(from: 0, to: 20_000, by: 100)))
    let middle = mean(values)
    let expected = -timeConstant * log((1 + middle) / 2)
    // A straight line between bins lies above the curve, by less than a twentieth of a bin here.
    #expect(events.halfDecay > expected && events.halfDecay < expected + 0.05 * width, "\(events.halfDecay) \(expected)")
  }

  @Test(arguments: [1e-6, 500]) func theScaleDoesNotMatter(scale: Double) {
    let bins = Array(0..<20_000)
    let plain = SignalEvents(Self.signal(0.45, width: 0.05), bins: bins, width: 0.05)
    let scaled = SignalEvents(Self.signal(0.45, width: 0.05, scale: scale), bins: bins, width: 0.05)
    #expect(plain.onsets == scaled.onsets && close(plain.halfDecay, scaled.halfDecay, 1e-9))
  }

  @Test func anEventEndsWhereTimeWasLeftOut() {
    var values = [Double](repeating: 0, count: 1000)
    for place in 500..<510 { values[place] = 1 }
    let whole = SignalEvents(values, bins: Array(0..<1000), width: 0.1)
    let cut = SignalEvents(values, bins: (0..<1000).map { $0 < 505 ? $0 : $0 + 50 }, width: 0.1)
    #expect(whole.onsets == [500] && cut.onsets == [500, 505])
  }

  @Test func aFlatSignalHasNone() {
    let flat = SignalEvents([Double](repeating: 3, count: 100), bins: Array(0..<100), width: 0.1)
    #expect(flat.onsets.isEmpty && flat.halfDecay.isNaN)
    #expect(SignalEvents([], bins: [], width: 0.1).onsets.isEmpty)
  }
}
