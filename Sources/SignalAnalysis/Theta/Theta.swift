import ArrayNumerics
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema
import Stages

/// Theta in the field potential, and how the spikes of cells stand to it.
public enum Theta: Stage {
  public typealias Input = RecordingInput

  public static let description = StageDescription(
    key: "theta", group: .recordings, title: "Theta", summary: "theta in the field potential, and the phase of spikes",
    purpose: """
      Looks for theta in the spectrum of the field potential, follows its frequency, and gives its phase, amplitude and \
      frequency at every sample, with the time in which there is theta. Saturated, flat and jumping stretches are counted and \
      left out. For each cell it tests whether the spikes keep to a phase. Phases are those of the fundamental in the recorded \
      polarity, 0 at its peak.
      """,
    example: "canns-analyze theta session.npz -o results --band 4,12", version: 1,
    references: [
      .thomson1982, .welch1967, .donoghue2020, .vinck2010, .batschelet1981, .okeefe1993, .kempter2012,
    ], usesSeed: true, inputName: "RECORDING")

  public static func input(from source: InputSource, parameters: ThetaParameters) throws -> RecordingInput {
    RecordingInput(
      try source.recording(
        neededBy: description.command, fieldPotential: parameters.fieldPotential.map { URL(fileURLWithPath: $0) }))
  }

  /// The file of the field potential.
  public static func otherFiles(_ parameters: ThetaParameters) -> [String] { parameters.fieldPotential.map { [$0] } ?? [] }

  public static func run(
    _ input: consuming RecordingInput, parameters: ThetaParameters, context: RunContext
  ) throws -> ThetaResult {
    let recording = input.recording
    guard let potential = recording.fieldPotential else {
      throw StageError.unusableData(
        stage: description.command, reason: "no field potential was found in \(recording.source.url.lastPathComponent).",
        remedy: "Name the array with --map lfp=NAME,fs=HZ, or the file that has it with --lfp FILE.")
    }
    let rhythm = try located(rate: potential.rate) {
      try ThetaRhythm(
        prepared(potential, recording: recording, parameters: parameters, context: context), band: parameters.range,
        halfWidth: parameters.halfWidth, leastStrength: parameters.leastStrength, work: context.work)
    }
    let path = try RunningPath(
      recording.trajectory, space: parameters.space, minimumSpeed: parameters.minimumRunSpeed / 100)
    if path == nil, parameters.space == .line || parameters.space == .plane {
      throw ParameterError.idle(name: "space", condition: "with a recording that has a position")
    }
    let cells = try cellPhases(of: recording, to: rhythm, along: path, parameters: parameters, context: context)
    let unit = potential.unit ?? "file units"
    return ThetaResult(
      spectrum: ThetaSpectrum(rhythm, band: parameters.range, unit: unit),
      course: try ThetaCourse(rhythm, zero: parameters.phaseZero.angle, unit: unit),
      field: FieldDescription(
        rhythm, of: potential, file: (recording.source.fieldPotential ?? recording.source.url).lastPathComponent,
        phaseZero: parameters.phaseZero.rawValue, isInverted: parameters.isInverted), cells: cells.map { ThetaCells($0) },
      precession: cells.flatMap { cells in
        path.map { PrecessionFields(cells.map(\.fields), coordinate: $0.coordinate) }
      })
  }

  // MARK: - The field potential

  private static func prepared(
    _ potential: FieldPotential, recording: Recording, parameters: ThetaParameters, context: RunContext
  ) throws -> PreparedField {
    let samples = Int(((potential.end - potential.start) * potential.rate).rounded())
    let decimated = Double(samples) * min(1, PreparedField.fastestBase / potential.rate)
    try context.reserve(
      Int(80 * decimated), for: "The phase of \(formatted(Double(samples) / potential.rate)) s",
      remedy: "Take a part of the recording, or a field potential with a lower sampling rate.")
    let kept = try epochIntervals(parameters.epochs, of: recording.epochs)
    let out = try timeIntervals(parameters.excluded, option: "exclude")
    let invalid = recording.invalidTimes
    if parameters.keepsInvalid, invalid.isEmpty {
      throw ParameterError.idle(name: "keep-invalid", condition: "with a file that calls some of its time invalid")
    }
    let left = out + (parameters.keepsInvalid ? [] : invalid.map { (start: $0.start, stop: $0.stop) })
    let isWhole = kept.isEmpty && left.isEmpty
    return try PreparedField(
      count: samples, rate: potential.rate, start: potential.start,
      isExcluded: isWhole
        ? nil
        : { time in
          !(kept.isEmpty || kept.contains { $0.start <= time && time < $0.stop })
            || left.contains { $0.start <= time && time < $0.stop }
        }, work: context.work
    ) { take in
      try potential.forEachEvenBlock { try take(parameters.isInverted ? $0.map { -$0 } : $0) }
    }
  }

  /// What the engine says of the field potential, with what to do about it.
  private static func located<Value>(rate: Double, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as OscillationError {
      let remedy =
        switch error {
        case .badRate: "Give the right one: --map fs=HZ."
        case .constant: "Choose another channel: --map lfp=NAME."
        case .bandAboveNyquist: "Is the rate right (--map fs=HZ)? A lower band is given with --band."
        case .untrackableBand: "Give another with --band."
        case .tooShort: "Too much of it is damaged or left out, or it is too short."
        }
      throw StageError.unusableData(stage: description.command, reason: error.reason, remedy: remedy)
    }
  }

  // MARK: - Cells

  /// A share of the shorter of two times that has to lie in the other, for both to be on one clock.
  private static let leastOverlap = 0.5
  /// Counts in wider bins have no phase, s.
  private static let widestBin = 0.0125

  private static func cellPhases(
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
      phase: rhythm.tracked.phase, isUsed: rhythm.isUsed, rate: rhythm.field.slowRate,
      frequency: used.isEmpty ? 8 : mean(used))
    return try concurrentMap(chosen.count, work: context.work, chunk: 1) { cell -> CellPhase in
      let spikes = SpikePhases(times[cell], in: rhythm)
      let phases = spikes.phases(from: zero)
      return CellPhase(
        identifier: recording.cellIDs[chosen[cell]], spikes: spikes, phases: phases,
        locking: PhaseLocking(phases: phases, times: spikes.times), shiftP: try null?.pValue(spikes.places) ?? .nan,
        modulation: try SpikeModulation(
          spikes.present, jitters: parameters.jitters, seed: context.seed, index: cell, work: context.work),
        cycles: try CycleModulation(
          spikes.cycles, exchanges: parameters.jitters, seed: context.seed, index: cell, work: context.work),
        fields: try path?.precession(
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
    if overlap >= leastOverlap, 100 * inside >= total { return }
    throw StageError.unusableData(
      stage: description.command,
      reason: sentence {
        "the spikes run from \(measured(first)) to \(measured(last)) s and the field potential from \(measured(start)) to "
        "\(measured(end)) s; \(inside) of \(total) spikes lie within it: they are not on one clock."
      },
      remedy: "Give the unit of the spike times (--spike-time-unit ms), or bring both to one clock first.")
  }
}

extension PhaseZero {
  /// What is added to the phase of the peak, rad.
  var angle: Double { self == .peak ? 0 : .pi }
}
