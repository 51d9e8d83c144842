import ArrayNumerics
import Foundation
import Oscillations
import Testing

struct ButterworthBandTests {
  /// SciPy 1.17.1: hilbert(sosfiltfilt(butter(3, [4, 12], "bandpass", fs=250, output="sos"), x)).
  private static let reference: [(index: Int, real: Double, imaginary: Double)] = [
    (0, 0.01136290464579622, 0.21124337290935796),
    (1, -0.0040529898467788145, 0.16567137154166625),
    (250, 0.9481060912907684, 0.01473321328887937),
    (500, 1.0030890084369093, -0.04949583582232992),
    (777, 0.6134489912328052, -0.7175675222788841),
    (999, 0.18137968429840085, 0.1325337593468321),
  ]

  @Test func filterAndAnalyticSignalAreThoseOfSciPy() throws {
    let samples = (0..<1000).map { index -> Double in
      let t = Double(index) / 250
      let noise = 0.2 * (Double((index * 7919) % 1000) / 1000 - 0.5)
      return cos(2 * .pi * 8 * t) + 0.5 * cos(2 * .pi * 3.3 * t + 1) + noise + 3
    }
    let filtered = try ButterworthBand(order: 3, band: 4...12, rate: 250)(samples, rate: 250)
    let analytic = try analyticSignal(filtered)
    for (index, real, imaginary) in Self.reference {
      #expect(abs(analytic[index].real - real) < 1e-10)
      #expect(abs(analytic[index].imaginary - imaginary) < 1e-10)
    }
  }

  @Test func aBandThatDoesNotFitIsRefused() {
    #expect(throws: OscillationError.bandAboveNyquist(band: [4, 12], rate: 24)) {
      try ButterworthBand(order: 3, band: 4...12, rate: 24)
    }
  }
}
