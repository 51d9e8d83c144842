import ArrayNumerics
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema
import Stages

/// Theta in the field potential, and how the spikes of cells stand to it.
public enum Theta: Stage {
  public typealias Input = ThetaInput

  public static let description = StageDescription(
    key: "theta", group: .recordings, title: "Theta", summary: "theta in the field potential, and the phase of spikes",
    purpose: """
      Looks for theta in the spectrum of the field potential, follows its frequency, and gives its phase, amplitude and \
      frequency at every sample, with the time in which there is theta. Saturated, flat and jumping stretches are counted and \
      left out. For each cell it tests whether the spikes keep to a phase. Phases are those of the fundamental in the recorded \
      polarity, 0 at its peak.
      """,
    example: "canns-analyze theta session.npz -o results --band 4,12", version: 3,
    references: [
      .thomson1982, .welch1967, .donoghue2020, .vinck2010, .batschelet1981, .okeefe1993, .kempter2012, .cole2019, .tort2010,
      .canolty2006, .davidson2009, .denovellis2021,
    ], usesSeed: true, inputName: "RECORDING")

  public static func input(from source: InputSource, parameters: ThetaParameters) throws -> ThetaInput {
    let file = parameters.fieldPotential.map { URL(fileURLWithPath: $0) }
    let names = try ThetaInput.names(parameters.channels)
    if !names.isEmpty, source.readingOptions.map.keys.contains(where: { ["lfp", "eeg"].contains($0.lowercased()) }) {
      throw ParameterError.idle(name: "channels", condition: "without --map lfp=NAME, which names one channel")
    }
    // Of a file of several channels none is taken by itself: the first that is named is read with the rest.
    let recording = try source.recording(neededBy: description.command, fieldPotential: file, channel: names.first)
    guard !names.isEmpty, let url = file ?? source.recordingURL else { return ThetaInput(recording) }
    let channels = try names.map { name -> ThetaInput.Channel in
      var options = source.readingOptions
      options.map["lfp"] = name
      guard let potential = try RecordingReader.read(url: url, options: options).fieldPotential else {
        throw StageError.unusableData(
          stage: description.command, reason: "the channel \(name) of \(url.lastPathComponent) has no field potential.",
          remedy: "Name channels as --map lfp=NAME takes them.")
      }
      return ThetaInput.Channel(name: name, potential: potential)
    }
    return ThetaInput(recording, channels: channels)
  }

  /// The file with the field potential, where one is named.
  public static func otherFiles(_ parameters: ThetaParameters) -> [String] { parameters.fieldPotential.map { [$0] } ?? [] }

  /// Cells that keep to a phase, those of them with a mean resultant above 0.3, and the cells that keep to none.
  public static func cellGroups(_ result: ThetaResult) -> [CellGroup] {
    guard let cells = result.cells, cells.tested > 0 else { return [] }
    let isLocked = cells.p.map { $0 < ThetaCells.level }
    return [
      CellGroup("locked", of: cells.identifiers) { isLocked[$0] },
      CellGroup("strongly-locked", of: cells.identifiers) { isLocked[$0] && cells.locking[$0] > 0.3 },
      CellGroup("none", of: cells.identifiers) { !isLocked[$0] },
    ]
  }

  public static func run(
    _ input: consuming ThetaInput, parameters: ThetaParameters, context: RunContext
  ) throws -> ThetaResult {
    let recording = input.recording
    let offered = input.channels
    let channels = try compared(offered, recording: recording, parameters: parameters, context: context)
    let best = channels.flatMap { channels in offered.first { $0.name == channels.chosen }?.potential }
    guard let potential = best ?? recording.fieldPotential else {
      throw StageError.unusableData(
        stage: description.command, reason: "no field potential was found in \(recording.source.url.lastPathComponent).",
        remedy: "Name the array with --map lfp=NAME,fs=HZ, or the file that has it with --lfp FILE.")
    }
    let rhythm = try located(rate: potential.rate) {
      try ThetaRhythm(
        prepared(potential, recording: recording, parameters: parameters, context: context), band: parameters.range,
        halfWidth: parameters.halfWidth, leastStrength: parameters.leastStrength, method: parameters.method.engine,
        work: context.work)
    }
    let path = try RunningPath(
      recording.trajectory, space: parameters.space, track: parameters.trackGraph(),
      minimumSpeed: parameters.minimumRunSpeed / 100)
    if path == nil, parameters.space == .line || parameters.space == .plane {
      throw ParameterError.idle(name: "space", condition: "with a recording that has a position")
    }
    if !parameters.track.isEmpty, recording.trajectory?.y == nil {
      throw ParameterError.idle(name: "track-graph", condition: "with a recording that has a position in the plane")
    }
    let cells = try cellPhases(of: recording, to: rhythm, along: path, parameters: parameters, context: context)
    let unit = potential.unit ?? "file units"
    let zero = parameters.phaseZero.angle
    return ThetaResult(
      spectrum: ThetaSpectrum(rhythm, band: parameters.range, unit: unit),
      waveform: try ThetaWaveform(rhythm, zero: zero, unit: unit),
      field: FieldDescription(
        rhythm, of: potential, file: (recording.source.fieldPotential ?? recording.source.url).lastPathComponent,
        phaseZero: parameters.phaseZero.rawValue, isInverted: parameters.isInverted),
      channels: channels,
      cells: cells.map { ThetaCells($0) },
      precession: cells.flatMap { cells in
        parameters.space == .none
          ? nil
          : path.map {
            PrecessionFields(cells.map(\.fields), coordinate: $0.coordinate, routeNames: $0.routeNames)
          }
      },
      coherence: try cells.flatMap { try coherence(of: $0, with: rhythm, work: context.work) },
      coupling: try coupling(rhythm, parameters: parameters, context: context),
      speed: path.flatMap { path in SpeedEffect(rhythm, seed: context.seed) { path.speed(at: $0) } },
      sweeps: try cells.flatMap { cells in
        try HeadingSweeps(
          cells.map(\.spikes), rhythm: rhythm, trajectory: recording.trajectory, zero: zero,
          permutations: parameters.permutations, seed: context.seed, work: context.work)
      },
      places: try cells.flatMap { cells in
        try PlaceSweeps(
          cells.map(\.spikes), rhythm: rhythm, trajectory: recording.trajectory,
          minimumSpeed: parameters.minimumRunSpeed / 100, motion: parameters.motion, reach: parameters.reach, zero: zero,
          permutations: parameters.permutations, seed: context.seed, work: context.work)
      },
      // As long as the field: what everything else works on is let go before it.
      course: ThetaCourse(rhythm, zero: zero, unit: unit))
  }

  /// The channels that were named, compared; `nil` for fewer than two.
  private static func compared(
    _ channels: [ThetaInput.Channel], recording: Recording, parameters: ThetaParameters, context: RunContext
  ) throws -> FieldChannels? {
    guard let first = channels.first else { return nil }
    return try located(rate: first.potential.rate) {
      try FieldChannels(channels, band: parameters.range) {
        try prepared($0, recording: recording, parameters: parameters, context: context)
      }
    }
  }

  /// The coherence of every cell; `nil` with too little time.
  private static func coherence(of cells: [CellPhase], with rhythm: ThetaRhythm, work: Work) throws -> CellCoherence? {
    let field = rhythm.field
    guard
      let segments = try CoherenceSegments(field.slow, rate: field.slowRate, isUsed: field.isMasked.map { !$0 })
    else { return nil }
    let places = cells.map { cell in cell.spikes.present.compactMap { rhythm.place(of: $0) } }
    let found = try concurrentMap(cells.count, work: work, chunk: 1) { try segments.coherence(places[$0]) }
    return CellCoherence(found, frequencies: segments.frequencies)
  }

  /// The coupling of amplitudes, where it was asked for and the rate allows it.
  private static func coupling(
    _ rhythm: ThetaRhythm, parameters: ThetaParameters, context: RunContext
  ) throws -> AmplitudeCoupling? {
    guard parameters.couples else { return nil }
    let phase = rhythm.basePhase(from: parameters.phaseZero.angle)
    guard
      let spectrum = try CouplingSpectrum(
        rhythm.field.base, rate: rhythm.field.baseRate, phase: phase, shifts: parameters.couplingShifts, seed: context.seed,
        work: context.work)
    else {
      throw StageError.unusableData(
        stage: description.command,
        reason: sentence {
          "coupling needs \(formatted(CouplingSpectrum.lowest)) Hz below four tenths of the sampling rate "
          "(\(formatted(rhythm.field.rate)) Hz), and 20 s with theta."
        },
        remedy: "Leave out --coupling, or give the field potential at a higher rate.")
    }
    let all = try Comodulogram(
      rhythm.field.base, rate: rhythm.field.baseRate, isUsed: phase.map(\.isFinite), shifts: parameters.couplingShifts,
      work: context.work)
    return AmplitudeCoupling(spectrum, comodulogram: all)
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
}

extension PhaseZero {
  /// What is added to the phase of the peak, rad.
  var angle: Double { self == .peak ? 0 : .pi }
}

extension PhaseChoice {
  /// As the engine knows it.
  var engine: ThetaRhythm.Method {
    switch self {
    case .track: .track
    case .hilbert: .hilbert
    case .cycles: .cycles
    }
  }
}
