import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct MultitaperTests {
  /// MNE 1.13.2: the mean of psd_array_multitaper(x[s:s + 2000], 250, bandwidth=1, adaptive=False, low_bias=True,
  /// normalization="full") over s of 0 and 1000.
  private static let reference: [(index: Int, power: Double)] = [
    (1, 4.0509194775406807e-07),
    (8, 2.3978655665143563e-06),
    (40, 1.0453150035764889e-05),
    (63, 0.5566781945185966),
    (64, 0.5582047195034189),
    (66, 0.5519436033258879),
    (80, 4.7207254857818074e-05),
    (500, 6.560932351576141e-07),
    (999, 3.0904504906142934e-07),
  ]

  @Test func theMultitaperIsThatOfMNE() throws {
    let samples = (0..<3000).map { index -> Double in
      let noise = 0.2 * (Double((index * 7919) % 1000) / 1000 - 0.5)
      return cos(2 * .pi * 8 * Double(index) / 250) + noise + 3
    }
    var spectrum = try SegmentedSpectrum(rate: 250, tapers: .slepian(2000, halfBandwidth: 4))
    try spectrum.push(samples)
    let mean = try #require(spectrum.average())
    let largest = Self.reference.map(\.power).max() ?? 0
    for (index, power) in Self.reference { #expect(abs(mean.power[index] - power) < 1e-10 * power + 1e-14 * largest) }
  }
}
