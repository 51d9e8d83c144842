import ArrayNumerics
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema
import Stages

extension Theta {
  /// A share of the shorter of two times that has to lie in the other, for both to be on one clock.
  private static let leastOverlap = 0.5
  /// Counts in wider bins have no phase, s.
  private static let widestBin = 0.0125

  static func cellPhases(
    of recording: Recording, to rhythm: ThetaRhythm, along path: RunningPath?, parameters: ThetaParameters,
    context: RunContext
  ) throws -> [CellPhase]? {
    guard let spikes = recording.spikes else {
      if parameters.cells.isEmpty { return nil }
      throw ParameterError.idle(name: "cells", condition: "with a recording that has spikes")
    }
    let chosen = try chosenCells(parameters.cells, of: recording.cellIDs)
    let times = try spikeTimes(spikes, of: chosen)
    try requireOneClock(times, rhythm)
    let zero = parameters.phaseZero.angle
    let used = rhythm.tracked.frequency.indices.filter { rhythm.isUsed[$0] }.map { rhythm.tracked.frequency[$0] }
    let null = try ShiftNull(
      phase: rhythm.cycles.map { 2 * .pi * $0 }, isUsed: rhythm.isUsed, rate: rhythm.field.slowRate,
      frequency: used.isEmpty ? 8 : mean(used))
    return try concurrentMap(chosen.count, work: context.work, chunk: 1) { cell -> CellPhase in
      let spikes = SpikePhases(times[cell], in: rhythm)
      let phases = spikes.phases(from: zero)
      return CellPhase(
        identifier: recording.cellIDs[chosen[cell]], spikes: spikes, phases: phases,
        locking: PhaseLocking(phases: phases, times: spikes.times), shiftP: null?.pValue(spikes.places) ?? .nan,
        modulation: try SpikeModulation(
          spikes.present, jitters: parameters.jitters, seed: context.seed, index: cell, work: context.work),
        cycles: try CycleModulation(
          spikes.cycles, exchanges: parameters.jitters, seed: context.seed, index: cell, work: context.work),
        fields: parameters.space == .none
          ? []
          : try path?.precession(
            times: spikes.times, phases: phases, cycles: spikes.cycles, permutations: parameters.permutations,
            seed: context.seed, index: cell, work: context.work) ?? [])
    }
  }

  private static func spikeTimes(_ spikes: SpikeData, of chosen: [Int]) throws -> [[Double]] {
    switch spikes {
    case .trains(let trains): return try chosen.map { try trains[$0].times }
    case .counts(let counts, let width, let start):
      guard width <= widestBin else {
        throw StageError.unusableData(
          stage: description.command,
          reason: "the spikes are counts in bins of \(formatted(width * 1e3)) ms, a large part of a cycle.",
          remedy: "Give spike times, or counts in bins of at most \(formatted(widestBin * 1e3)) ms; "
            + "the field potential alone can be analysed from a file of its own.")
      }
      return chosen.map { cell in
        (0..<counts.rows).flatMap { row -> [Double] in
          [Double](repeating: start + (Double(row) + 0.5) * width, count: max(0, Int(counts[row, cell])))
        }
      }
    }
  }

  private static func requireOneClock(_ times: [[Double]], _ rhythm: ThetaRhythm) throws {
    guard let first = times.compactMap(\.first).min(), let last = times.compactMap(\.last).max(), last > first else { return }
    let field = rhythm.field
    let (start, end) = (field.start, field.time(ofSlow: field.slow.count))
    let overlap = max(0, min(last, end) - max(first, start)) / min(last - first, end - start)
    let total = times.reduce(0) { $0 + $1.count }
    let inside = times.reduce(0) { $0 + $1.count { start <= $0 && $0 < end } }
    let isElsewhere = 100 * inside < total || SpikeClockCheck.isElsewhere(outside: total - inside, of: total)
    if overlap >= leastOverlap, !isElsewhere { return }
    throw StageError.unusableData(
      stage: description.command,
      reason: sentence {
        "the spikes run from \(measured(first)) to \(measured(last)) s and the field potential from \(measured(start)) to "
        "\(measured(end)) s; \(inside) of \(total) spikes lie within it: they are not on one clock."
      },
      remedy: "Give the unit of the spike times (--spike-time-unit ms), or bring both to one clock first.")
  }
}
