import Foundation
import Plotting
import Testing

@Suite struct AxisTicksTests {
  private func labels(_ axis: Axis, _ range: ClosedRange<Double>, _ maximum: Int) -> [String] {
    axis.ticks(over: range, maximum: maximum).map(\.label)
  }

  @Test func ticksAreFewAndRound() {
    #expect(labels(Axis(), 0...1, 6) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(Axis(), 0...1, 3) == ["0", "0.5", "1.0"])
    #expect(labels(Axis(), -50...50, 5) == ["−40", "−20", "0", "20", "40"])
    #expect(labels(Axis(), 3...97, 5) == ["20", "40", "60", "80"])
  }

  @Test func ticksNeverExceedTheirMaximum() {
    for maximum in 2...8 {
      for high in [0.003, 0.7, 1, 9.3, 42, 999, 123_456] {
        let labels = Axis().ticks(over: 0...high, maximum: maximum).filter { !$0.label.isEmpty }
        #expect(labels.count <= maximum)
      }
    }
  }

  /// A low panel has room for two; one tick would be no scale. What lies between two labels keeps its tick.
  @Test func thereIsNeverATickAlone() {
    #expect(labels(Axis(), 7.45...8.55, 2) == ["7.5", "", "8.5"])
    #expect(labels(Axis(), 7.65...8.35, 2) == ["7.8", "", "8.2"])
    #expect(labels(Axis(), 1.2...3.9, 2) == ["2", "3"])
    #expect(labels(Axis(), 4.9...11.1, 3) == ["6", "8", "10"])
    #expect(labels(Axis(), 5.9...14.1, 3) == ["6", "", "10", "", "14"])
    #expect(labels(Axis(scale: .log), 0.3...8, 4) == ["0.5", "1", "2", "5"])
    #expect(labels(Axis(scale: .log), 40...900, 2) == ["100", "300"])
    #expect(labels(Axis(scale: .log), 4...900, 2) == ["10¹", "10²"])
    #expect(labels(Axis(scale: .log), 11...99, 2) == ["20", "50"])
    #expect(labels(Axis(scale: .log), 60...130, 4) == ["60", "", "", "120"])
  }

  /// Whatever the range: steps of 1, 2 or 5 times a power of ten, two labels at least, evenly apart, no more than have room.
  @Test(arguments: [1, 2, 3, 4, 6])
  func stepsAreOneTwoOrFive(maximum: Int) {
    for low in stride(from: -7.3, to: 7, by: 0.31) {
      for width in [0.003, 0.11, 0.7, 1, 1.9, 3.3, 42, 999, 12_345] {
        let ticks = Axis().ticks(over: low...low + width, maximum: maximum)
        let step = ticks.count > 1 ? ticks[1].value - ticks[0].value : .nan
        let mantissa = step / pow(10, (log10(step) + 1e-6).rounded(.down))
        #expect([1, 2, 5].contains { abs($0 - mantissa) < 1e-4 }, "\(low) \(width): \(step)")
        let labelled = ticks.indices.filter { !ticks[$0].label.isEmpty }
        #expect((2...max(2, maximum)).contains(labelled.count), "\(low) \(width): \(labelled.count)")
        let gaps = Set(zip(labelled.dropFirst(), labelled).map { $0 - $1 })
        #expect(gaps.count == 1 && labelled.first == 0 && labelled.last == ticks.count - 1)
        // No label nearer to the next than a third of the panel, where there is room for two.
        if maximum <= 2 { #expect(ticks[labelled[1]].value - ticks[labelled[0]].value > 0.33 * width) }
      }
    }
  }

  @Test func anglesAreAtTheQuarters() {
    #expect(labels(.degrees("θ (°)"), 0...360, 6) == ["0", "90", "180", "270", "360"])
    #expect(labels(.degrees("θ (°)", step: 180), 0...360, 6) == ["0", "180", "360"])
  }

  @Test func countsHaveNoFractions() {
    #expect(labels(.whole("Cell"), 0...2, 6) == ["0", "1", "2"])
  }

  @Test func logarithmicTicksArePowersOfTen() {
    #expect(
      labels(Axis(scale: .log), 0.001...1000, 7) == ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³"])
    #expect(labels(Axis(scale: .log), 0.001...1000, 4) == ["10⁻³", "10⁻¹", "10¹", "10³"])
  }

  @Test func hugeAndTinyNumbersAreWrittenInPowers() {
    #expect(labels(Axis(), 0...4_000_000, 3) == ["0", "2×10⁶", "4×10⁶"])
  }

  @Test func ticksOutsideTheRangeAreLeftOut() {
    #expect(labels(Axis(ticks: .at([0, 5, 20], labels: ["a", "b", "c"])), 0...10, 5) == ["a", "b"])
  }
}
