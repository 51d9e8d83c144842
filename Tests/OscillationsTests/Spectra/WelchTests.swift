import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct WelchTests {
  /// SciPy 1.17.1: welch(x, 250, "hann", 1000).
  private static let reference: [(index: Int, power: Double)] = [
    (0, 2.6666666666681365e-08),
    (1, 8.344770337070442e-08),
    (8, 1.238083200542414e-07),
    (32, 1.3329074617413894),
    (33, 0.33312018148730943),
    (40, 3.363080855393414e-07),
    (250, 4.7461229065898283e-07),
    (500, 4.266666666670194e-08),
  ]

  @Test func welchIsThatOfSciPy() throws {
    let samples = (0..<3000).map { index -> Double in
      let noise = 0.2 * (Double((index * 7919) % 1000) / 1000 - 0.5)
      return cos(2 * .pi * 8 * Double(index) / 250) + noise + 3
    }
    var spectrum = try SegmentedSpectrum(rate: 250, tapers: .hann(1000))
    try spectrum.push(samples)
    let mean = try #require(spectrum.average())
    let largest = Self.reference.map(\.power).max() ?? 0
    for (index, power) in Self.reference { #expect(abs(mean.power[index] - power) < 1e-10 * power + 1e-14 * largest) }
    #expect(mean.frequencies[32] == 8)
  }
}
