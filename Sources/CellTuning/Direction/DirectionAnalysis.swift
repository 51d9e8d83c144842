import ArrayNumerics
import Foundation

/// All that is asked of a cell that may be tuned to direction.
package struct DirectionAnalysis: Sendable {
  /// Smoothed rates over the circle, amount per second; NaN where never faced.
  package let tuning: [Double]
  /// Mean vector of the rates that were not smoothed; NaN for a silent cell.
  package let meanVectorLength: Double
  /// Its direction, rad in [0, 2π).
  package let direction: Double
  /// Spikes where the direction is known, or events of a signal.
  package let spikes: Double
  /// (1 + lengths of the null as large) / (1 + lengths); NaN for a silent cell and without a null.
  package let p: Double
  /// Of Rayleigh's test on the spikes, which takes them as independent: never decisive; NaN for a signal, which has no number
  /// of spikes.
  package let rayleighP: Double
  /// Correlation of the tuning in the first half of the time and the second; NaN where one of them is silent.
  package let stability: Double
  /// Length of the mean vector at each lag of the scan.
  package let lengthsByLag: [Double]
  /// A curve of one peak.
  package let vonMises: VonMisesTuning?
}

/// Analyses cells of one session.
package struct DirectionAnalyser: Sendable {
  private let occupancy: DirectionOccupancy
  private let shifts: DirectionShifts
  private let sigma: Double
  private let null: TimeShifts?
  private let lags: Int

  /// - Parameters:
  ///   - sigma: standard deviation of the smoothing, bins of the circle.
  ///   - null: the least shift of the null; `nil` for none.
  ///   - lags: of the scan, either way, bins of time.
  /// - Throws: `NumericsError` for a session without bins.
  package init(_ occupancy: DirectionOccupancy, sigma: Double, null: TimeShifts?, lags: Int) throws(NumericsError) {
    (self.occupancy, self.sigma, self.null) = (occupancy, sigma, null)
    self.lags = min(lags, (occupancy.places.count - 1) / 2)
    shifts = try DirectionShifts(occupancy)
  }

  /// Lags of the scan, bins of time.
  package var scannedLags: [Int] { Array(-lags...lags) }

  /// - Parameter onsets: of the events of a signal, whose amounts have no scale of spikes; `nil` for spikes.
  /// - Throws: `NumericsError` when a transform fails.
  package func callAsFunction(_ events: CellEvents, onsets: [Int]? = nil) throws -> DirectionAnalysis {
    let centres = occupancy.centres
    let counts = events.sums(at: occupancy.places, count: occupancy.bins)
    let mean = meanVector(try occupancy.tuning(of: events, sigma: 0), at: centres)
    let lengths = try shifts.lengths(events)
    let amount = counts.reduce(0, +)
    let spikes = onsets.map { Double($0.count { occupancy.places[$0] >= 0 }) } ?? amount
    let length = amount > 0 ? mean?.resultantLength ?? .nan : .nan
    var p = Double.nan
    if let null {
      // Every shift that is long enough, both ways.
      p = shufflePValue(of: length, null: lengths[null.least...null.bins - null.least])
    }
    let half = occupancy.places.count / 2
    let (first, second) = (
      try occupancy.tuning(of: events, sigma: sigma) { $0 < half },
      try occupancy.tuning(of: events, sigma: sigma) { $0 >= half }
    )
    let both = first.indices.filter { first[$0].isFinite && second[$0].isFinite }
    let rayleigh = try? rayleighTest(centres, spikeCounts: counts.map { max(0, $0) })
    return DirectionAnalysis(
      tuning: try occupancy.tuning(of: events, sigma: sigma), meanVectorLength: length,
      direction: amount > 0 ? mean?.mean ?? .nan : .nan, spikes: spikes, p: p,
      rayleighP: amount > 0 && onsets == nil ? rayleigh?.pValue ?? .nan : .nan,
      stability: try pearsonCorrelation(both.map { first[$0] }, both.map { second[$0] }),
      lengthsByLag: scannedLags.map { lengths[($0 + lengths.count) % lengths.count] },
      vonMises: VonMisesTuning(counts: counts.map { max(0, $0) }, seconds: occupancy.seconds, centres: centres))
  }
}
