import ArrayNumerics
import Foundation

/// How a bump follows a heading: of the data, or of one shift of the null.
package struct HeadingMatch: Sendable, Equatable {
  /// Whether the bump turns with the heading (1) or against it (−1), by the sign of the correlation at lag 0.
  package var direction: Double
  /// |r| of the movements of bump and heading at lag 0.
  package var correlation: Double
  /// The largest |r| over all lags.
  package var bestCorrelation: Double
  /// Where it is: the time by which the bump trails, s.
  package var lag: Double
  /// How far the bump goes for a turn of the heading, at the best lag; positive in `direction`. Of a position that was smoothed
  /// over time it is the slope of that position and that of what the frames by themselves say beside it: a position smoothed by
  /// how a bump moves goes less far than the bump, and the frames, though noisy, do not.
  package var gain: Double
  /// Mean of bump − direction · heading, rad in [0, 2π).
  package var offset: Double
  /// Resultant of that difference over the whole recording, 0 to 1.
  package var resultant: Double
  /// Median resultant in windows of 10 s, 0 to 1.
  package var windowedResultant: Double
  /// Mean change of the offset from one window to the next one that does not overlap it, over their distance, rad/s.
  package var drift: Double
  /// How often the offset changes by more than half a turn within 2 s, per minute.
  package var slips: Double

  package init(
    direction: Double, correlation: Double, bestCorrelation: Double, lag: Double, gain: Double, offset: Double,
    resultant: Double, windowedResultant: Double, drift: Double, slips: Double
  ) {
    (self.direction, self.correlation, self.bestCorrelation) = (direction, correlation, bestCorrelation)
    (self.lag, self.gain, self.offset, self.resultant) = (lag, gain, offset, resultant)
    (self.windowedResultant, self.drift, self.slips) = (windowedResultant, drift, slips)
  }
}

extension BumpAndHeading {
  /// r at every lag from −`mostLag` to `mostLag`; the bump trails at positive ones.
  package func correlations() -> [Double] { Steps(self).correlations(shift: 0, mostLag: options.mostLag) }

  /// The match of the data.
  package func match() -> HeadingMatch { match(Steps(self), shift: 0) }

  /// The match of every shift of the null: the same computation with the heading moved on in a circle.
  ///
  /// - Throws: `CancellationError`.
  package func null(work: Work) throws -> [HeadingMatch] {
    let steps = Steps(self)
    let shifts = shifts
    return try concurrentMap(shifts.count, work: work) { match(steps, shift: shifts[$0]) }
  }

  private struct Steps {
    let bump: AngularSteps, heading: AngularSteps
    /// What the frames by themselves add to the movements of the bump; `nil` as `unsmoothed`.
    let added: [Double]?

    init(_ pair: BumpAndHeading) {
      bump = AngularSteps(pair.bump, restarts: pair.restarts, span: pair.options.step)
      heading = AngularSteps(pair.heading, restarts: pair.restarts, span: pair.options.step)
      let moved = bump.spanned
      added = pair.unsmoothed.map { rest in
        moved.indices.map { moved[$0].isFinite ? rest[$0 + pair.options.step] - rest[$0] : .nan }
      }
    }

    func correlations(shift: Int, mostLag: Int) -> [Double] {
      (-mostLag...mostLag).map {
        PairedMoments(bump.spanned, heading.spanned, lag: $0, shift: shift).correlation
      }
    }
  }

  private func match(_ steps: Steps, shift: Int) -> HeadingMatch {
    let mostLag = options.mostLag
    let correlations = steps.correlations(shift: shift, mostLag: mostLag)
    let atOnce = correlations[mostLag]
    let direction: Double = atOnce < 0 ? -1 : 1
    let along = correlations.map { $0.isFinite ? $0 * direction : -.infinity }
    var best = mostLag
    for index in along.indices where along[index] > along[best] { best = index }
    var peak = Double(best - mostLag)
    if best > 0, best < along.count - 1, along[best - 1].isFinite, along[best + 1].isFinite {
      peak += parabolicPeak(along[best - 1], along[best], along[best + 1])
    }
    func slope(_ movements: [Double]) -> Double {
      PairedMoments(movements, steps.heading.spanned, lag: best - mostLag, shift: shift).slope
    }
    let gain = slope(steps.bump.spanned) + (steps.added.map(slope) ?? 0)
    let offsets = bump.indices.map { frame -> Double in
      let place = frame + shift
      return bump[frame] - direction * heading[place < frames ? place : place - frames]
    }
    let whole = circularSummary(offsets.filter(\.isFinite))
    let windows = windows(offsets)
    return HeadingMatch(
      direction: direction, correlation: abs(atOnce), bestCorrelation: along[best].isFinite ? along[best] : .nan,
      lag: peak / options.rate, gain: direction * gain, offset: whole.mean, resultant: whole.resultantLength,
      windowedResultant: windows.resultant, drift: windows.drift,
      slips: slips(steps, direction: direction, shift: shift))
  }

  /// The offset in sliding windows that are known in at least half of their frames.
  private func windows(_ offsets: [Double]) -> (resultant: Double, drift: Double) {
    let summaries = windowedOffsets(offsets)
    let lengths = summaries.compactMap { $0?.resultantLength }
    let apart = (options.window + options.hop - 1) / options.hop
    let changes = summaries.indices.dropLast(apart).compactMap { index -> Double? in
      guard let first = summaries[index], let second = summaries[index + apart] else { return nil }
      return abs(angleDifference(second.mean, first.mean))
    }
    return (
      lengths.isEmpty ? .nan : median(lengths),
      changes.isEmpty ? .nan : mean(changes) / (Double(apart * options.hop) / options.rate)
    )
  }

  private func windowedOffsets(_ offsets: [Double]) -> [CircularSummary?] {
    stride(from: 0, through: frames - options.window, by: options.hop).map { first in
      let known = offsets[first..<first + options.window].filter(\.isFinite)
      return 2 * known.count >= options.window ? circularSummary(known) : nil
    }
  }

  /// Slips per minute of the frames in which one could be seen.
  private func slips(_ steps: Steps, direction: Double, shift: Int) -> Double {
    let single = steps.bump.single.indices.map { frame -> Double in
      let place = frame + shift
      return steps.bump.single[frame] - direction * steps.heading.single[place < frames ? place : place - frames]
    }
    let changes = AngularSteps.sums(single, span: options.slip)
    let seen = changes.count { $0.isFinite }
    guard seen > 0 else { return .nan }
    let events = runs(in: changes.count) { abs(changes[$0]) > .pi }
    return Double(events.count) / (Double(seen) / options.rate / 60)
  }
}

/// Share of a null distribution that is as far out as what was observed: (1 + n) / (1 + N); NaN without one.
package func nullShare(_ observed: Double, _ null: [Double], isLower: Bool = false) -> Double {
  let known = null.filter(\.isFinite)
  guard observed.isFinite, !known.isEmpty else { return .nan }
  let extreme = known.count { isLower ? $0 <= observed : $0 >= observed }
  return Double(1 + extreme) / Double(1 + known.count)
}
