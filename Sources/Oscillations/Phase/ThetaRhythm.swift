import ArrayNumerics
import Foundation

/// Theta in one field potential: its spectra, its phase over time, when it is there, and which time counts for spikes.
package struct ThetaRhythm: Sendable {
  /// Between two samples of `field.slow` lies this time, s.
  package var step: Double { 1 / field.slowRate }
  package var field: PreparedField
  package let spectra: FieldSpectra
  /// At every sample of `field.slow`; radians in [0, 2π), 0 at the peak of the fundamental in the polarity of the field.
  package let tracked: TrackedPhase
  /// The phase that counts at every sample of `field.slow`: the tracked one, or that of another method, NaN where that has
  /// none.
  package let phase: [Double]
  /// The same, with the amplitude, at every sample of `field.base`, where the method works on these.
  package let fine: (phase: [Double], amplitude: [Double])?
  package let bouts: ThetaBouts
  /// For each sample of `field.slow`, whether the phase is good enough for statistics: nothing is masked, and theta stands over
  /// the background.
  package let isUsed: [Bool]
  /// The phase that counts, counted on from cycle to cycle, at every sample of `field.slow`, cycles.
  package let cycles: [Double]

  /// How the phase is found.
  package enum Method: Sendable {
    /// By demodulation at the tracked frequency.
    case track
    /// By Hilbert's transform of the band.
    case hilbert
    /// By the extrema of each cycle.
    case cycles
  }

  /// - Parameters:
  ///   - band: in which theta is looked for, Hz.
  ///   - halfWidth: of the demodulation, Hz.
  ///   - leastStrength: power over the background from which the phase is used.
  /// - Throws: as `FieldSpectra` and `TrackedPhase`.
  package init(
    _ field: PreparedField, band: ClosedRange<Double>, halfWidth: Double = TrackedPhase.halfWidth,
    leastStrength: Double = ThetaBouts.enter, method: Method = .track, work: Work = Work()
  ) throws {
    self.field = field
    work.report("spectrum and phase", completed: 0, of: 2)
    spectra = try FieldSpectra(field, band: band)
    work.report("spectrum and phase", completed: 1, of: 2)
    let tracked = try TrackedPhase(
      field.slow, rate: field.slowRate, background: spectra.background, band: band, halfWidth: halfWidth, work: work)
    work.report("spectrum and phase", completed: 2, of: 2)
    self.tracked = tracked
    let own = unwrapAngles(tracked.phase).map { $0 / (2 * .pi) }
    bouts = ThetaBouts(strength: tracked.strength, isMasked: field.isMasked, rate: field.slowRate)
    fine = try Self.fine(method, field, band: band, cycles: own)
    let factor = field.factor
    let other = fine.map { fine in field.slow.indices.map { fine.phase[min($0 * factor, fine.phase.count - 1)] } }
    let phase = other ?? tracked.phase
    self.phase = phase
    isUsed = field.isMasked.indices.map {
      !field.isMasked[$0] && tracked.strength[$0] >= leastStrength && !phase[$0].isNaN
    }
    // The number of the cycle is that of the tracked phase, whatever the method.
    cycles =
      fine == nil
      ? own
      : own.indices.map { sample in
        phase[sample].isNaN ? own[sample] : own[sample] + angleDifference(phase[sample], 2 * .pi * own[sample]) / (2 * .pi)
      }
  }

  /// The phase and amplitude of methods that work on the samples of `field.base`.
  private static func fine(
    _ method: Method, _ field: PreparedField, band: ClosedRange<Double>, cycles: [Double]
  ) throws -> (phase: [Double], amplitude: [Double])? {
    switch method {
    case .track: return nil
    case .hilbert:
      let filter = try ButterworthBand(order: 3, band: band, rate: field.baseRate)
      let analytic = try analyticSignal(filter(field.base, rate: field.baseRate))
      return (analytic.map { wrapAngle(atan2($0.imaginary, $0.real)) }, analytic.map(\.magnitude))
    case .cycles:
      let found = try waves(of: field, cycles: cycles, isUsed: field.isMasked.map { !$0 })
      let phase = found.phase(count: field.base.count, rate: field.baseRate)
      var amplitude = phase.map { _ in Double.nan }
      for cycle in found.cycles {
        let (first, last) = (Int(cycle.firstTrough * field.baseRate), Int(cycle.lastTrough * field.baseRate))
        for sample in max(0, first)..<min(amplitude.count, last + 1) { amplitude[sample] = cycle.height / 2 }
      }
      return (phase, amplitude)
    }
  }

  private static func waves(of field: PreparedField, cycles: [Double], isUsed: [Bool]) throws -> ThetaCycles {
    let factor = field.factor
    if factor == 1 { return try ThetaCycles(field.base, rate: field.baseRate, cycles: cycles, isUsed: isUsed) }
    let numbers = interpolate(cycles, factor: factor, count: field.base.count)
    let used = field.base.indices.map { isUsed[min(($0 + factor / 2) / factor, isUsed.count - 1)] }
    return try ThetaCycles(field.base, rate: field.baseRate, cycles: numbers, isUsed: used)
  }

  /// The phase that counts at every sample of `field.base`, NaN where it is not used.
  ///
  /// - Parameter zero: added to the phase of the peak, rad.
  package func basePhase(from zero: Double) -> [Double] {
    let factor = field.factor
    var phase = interpolate(cycles, factor: factor, count: field.base.count)
    for sample in phase.indices {
      let counts = isUsed[min((sample + factor / 2) / factor, isUsed.count - 1)]
      phase[sample] = counts ? wrapAngle(2 * .pi * phase[sample] + zero) : .nan
    }
    return phase
  }

  /// The cycles of theta in bouts, one by one.
  package func waves() throws -> ThetaCycles {
    var isInBout = [Bool](repeating: false, count: field.slow.count)
    for bout in bouts.stretches { for sample in bout { isInBout[sample] = true } }
    return try Self.waves(of: field, cycles: unwrapAngles(tracked.phase).map { $0 / (2 * .pi) }, isUsed: isInBout)
  }

  /// The average waveform; `nil` without enough theta.
  package var shape: ThetaShape? {
    ThetaShape(field.slow, phase: tracked.phase, amplitude: tracked.amplitude, isUsed: isUsed)
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
