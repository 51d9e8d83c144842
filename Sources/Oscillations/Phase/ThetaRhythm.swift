import ArrayNumerics
import Foundation

/// Theta in one field potential: its spectra, its phase over time, when it is there, and which time counts for spikes.
package struct ThetaRhythm: Sendable {
  /// Between two samples of `field.slow` lies this time, s.
  package var step: Double { 1 / field.slowRate }
  package let field: PreparedField
  package let spectra: FieldSpectra
  /// At every sample of `field.slow`; radians in [0, 2π), 0 at the peak of the fundamental in the polarity of the field.
  package let tracked: TrackedPhase
  package let bouts: ThetaBouts
  /// For each sample of `field.slow`, whether the phase is good enough for statistics: nothing is masked, and theta stands over
  /// the background.
  package let isUsed: [Bool]
  /// The phase counted on from cycle to cycle, at every sample of `field.slow`, cycles.
  package let cycles: [Double]

  /// - Parameters:
  ///   - band: in which theta is looked for, Hz.
  ///   - halfWidth: of the demodulation, Hz.
  ///   - leastStrength: power over the background from which the phase is used.
  /// - Throws: as `FieldSpectra` and `TrackedPhase`.
  package init(
    _ field: PreparedField, band: ClosedRange<Double>, halfWidth: Double = TrackedPhase.halfWidth,
    leastStrength: Double = ThetaBouts.enter, work: Work = Work()
  ) throws {
    self.field = field
    work.report("spectrum and phase", completed: 0, of: 2)
    spectra = try FieldSpectra(field, band: band)
    work.report("spectrum and phase", completed: 1, of: 2)
    let tracked = try TrackedPhase(
      field.slow, rate: field.slowRate, background: spectra.background, band: band, halfWidth: halfWidth, work: work)
    work.report("spectrum and phase", completed: 2, of: 2)
    self.tracked = tracked
    cycles = unwrapAngles(tracked.phase).map { $0 / (2 * .pi) }
    bouts = ThetaBouts(strength: tracked.strength, isMasked: field.isMasked, rate: field.slowRate)
    isUsed = field.isMasked.indices.map { !field.isMasked[$0] && tracked.strength[$0] >= leastStrength }
  }

  /// The place of a time among the samples of `field.slow`, fractions allowed; `nil` outside the recording.
  package func place(of time: Double) -> Double? {
    let place = (time - field.start) * field.slowRate
    return place >= 0 && place <= Double(field.slow.count - 1) ? place : nil
  }

  /// The number of the cycle and the phase in it at a place.
  package func cycle(at place: Double) -> Double {
    let index = min(Int(place), cycles.count - 1)
    let next = min(index + 1, cycles.count - 1)
    return cycles[index] + (place - Double(index)) * (cycles[next] - cycles[index])
  }

  /// The time that is neither masked nor excluded, s.
  package var seconds: Double { Double(field.isMasked.count { !$0 }) * step }
  /// The time in bouts, s.
  package var secondsInBouts: Double { Double(bouts.stretches.reduce(0) { $0 + $1.count }) * step }

  /// The middle half of the frequency over the time in bouts, and its median, Hz; NaN without any.
  package var frequencyQuartiles: [Double] {
    quantiles(bouts.stretches.flatMap { tracked.frequency[$0] }, [0.25, 0.5, 0.75])
  }
}

/// The spikes of one cell that have a phase, and why others have none.
package struct SpikePhases: Sendable, Equatable {
  /// Times of the spikes with a phase, s, ascending.
  package var times: [Double] = []
  /// Their places among the samples of the slow field.
  package var places: [Double] = []
  /// Numbers of their cycles with the phase in each, cycles.
  package var cycles: [Double] = []
  /// Times of all spikes that lie in time that is not left out, with a phase or without, s.
  package var present: [Double] = []
  /// Spikes before the first and after the last sample, in time that is left out, and where there is too little theta.
  package var outside = 0
  package var masked = 0
  package var weak = 0

  /// - Parameter times: of all spikes of a cell, s, ascending.
  package init(_ times: [Double], in rhythm: ThetaRhythm) {
    for time in times {
      guard let place = rhythm.place(of: time) else {
        outside += 1
        continue
      }
      let sample = Int(place)
      if rhythm.field.isMasked[sample] {
        masked += 1
        continue
      }
      present.append(time)
      guard rhythm.isUsed[sample] else {
        weak += 1
        continue
      }
      self.times.append(time)
      places.append(place)
      cycles.append(rhythm.cycle(at: place))
    }
  }

  /// Radians in [0, 2π), from a place in the cycle on.
  ///
  /// - Parameter zero: added to the phase of the peak, rad.
  package func phases(from zero: Double) -> [Double] { cycles.map { wrapAngle(2 * .pi * $0 + zero) } }
}
