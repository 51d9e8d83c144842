import ArrayFiles
import ArrayNumerics
import CalciumBumps
import Foundation
import TestSupport
import Testing

/// The sampler of canns 1.5, against what that program said of the same signals.
@Suite("Sampler of canns")
struct PublishedFitTests {
  /// 5,000 sweeps of 2,000 frames × 32 regions, `ampli_min` 2: 1,827 bumps in 90.8 % of the frames, median error of the
  /// position 0.0469 rad, 95th percentile 0.146 rad; log-likelihood about −60,876 from sweep 2,955 on.
  @Test("Bumps, their number and places are distributed as those of canns", .enabled(if: SharedFixtures.exist))
  func fixture() throws {
    func array(_ file: String, _ key: String) throws -> DataArray {
      guard case .array(let array) = try NPZArchive(contentsOf: SharedFixtures.input(file)).read(key) else {
        throw SharedFixtures.Missing()
      }
      return array
    }
    let dff = try array("epg_dff.npz", "dff")
    let values = Matrix(rows: dff.shape[0], columns: dff.shape[1], elements: try #require(dff.doubles))
    let position = try #require(try array("truth_epg.npz", "pos").doubles)
    let signals = RingSignals(values: values, angles: RingSignals.evenAngles(values.columns))
    var settings = PublishedSettings()
    settings.sweeps = 4000
    let fit = try #require(try PublishedFit.fit(signals, settings: settings, seed: 1, work: Work()))
    let bumps = fit.sets.indices.flatMap { frame in
      fit.sets[frame].map { abs(angleDifference($0.center, position[frame])) }
    }
    #expect(abs(Double(bumps.count) / 1827 - 1) < 0.02)
    #expect(abs(Double(fit.sets.count { !$0.isEmpty }) / 2000 - 0.908) < 0.005)
    #expect(abs(median(bumps) - 0.0469) < 0.004 && abs(quantile(bumps, 0.95) - 0.146) < 0.015)
    #expect(abs(mean(Array(fit.logLikelihood.suffix(500))) / -60_876 - 1) < 0.005)
  }

  @Test("Its Bessel function has the jump that it has there")
  func bessel() {
    // At κ = 2.5 the polynomial is 1 + 1.5625 + 0.6103515625; at 3.75 it is 7.605, where I₀ is 9.119.
    func peak(_ kappa: Double) -> Double { PublishedSettings.peak(concentration: kappa) }
    #expect(close(peak(2.5), exp(2.5) / (2 * .pi * 3.1728515625), 1e-12))
    #expect(close(peak(3.75) / SampledBump.peak(concentration: 3.75), 9.118945860844566 / 7.60552978515625, 1e-9))
    #expect(close(peak(4), (4 / (2 * Double.pi)).squareRoot(), 1e-12))
  }

  @Test("One region without a value, and a median of 0 or less, give no fit")
  func refusals() throws {
    var values = Matrix(rows: 30, columns: 8, repeating: -1.0)
    let angles = RingSignals.evenAngles(8)
    func fit(_ values: Matrix<Double>) throws -> PublishedFit? {
      var settings = PublishedSettings()
      settings.sweeps = 2
      return try PublishedFit.fit(RingSignals(values: values, angles: angles), settings: settings, seed: 1, work: Work())
    }
    #expect(try fit(values) == nil && (try fit(values.map { $0 + 2 })) != nil)
    values[3, 4] = .nan
    #expect(try fit(values.map { $0 + 2 }) == nil)
  }
}
