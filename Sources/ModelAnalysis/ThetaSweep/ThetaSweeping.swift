import ArrayNumerics
import AttractorModels
import Foundation
import PopulationActivity
import Recordings
import Schema
import Stages

/// Theta sweeps of direction cells and grid cells on the path of an animal.
public enum ThetaSweeping: Stage {
  public typealias Input = RecordingInput

  public static let description = StageDescription(
    key: "theta-sweep", group: .models, title: "Theta sweep",
    summary: "direction cells and grid cells that theta sweeps ahead of an animal",
    purpose: """
      Takes the path of an animal from any file of tracking, or from the folder of import-trajectory, to the steps of a model: \
      direction cells that theta sweeps to the left and to the right of the head, and grid cells that they drive ahead of the \
      animal. The result has the activity, the direction and the position that the networks stand for, and one sweep for each \
      theta cycle with its angle, length and side. Whether sides alternate is tested; angle and length are compared with the \
      speed, and with several --mapping-ratio the length with the spacing. With --place-side, place cells of the arena, \
      connected by the shortest ways through it, sweep ahead of the animal too.
      """,
    example: "canns-analyze theta-sweep datasets/rat-trajectory.npz -o sweep --duration 10 --mapping-ratio 5,10", version: 3,
    references: [.ji2025, .vollan2025, .chu2024], usesSeed: true, inputName: "TRAJECTORY")

  public static func run(
    _ input: consuming RecordingInput, parameters: ThetaSweepParameters, context: RunContext
  ) throws -> ThetaSweepResult {
    let recording = input.recording
    guard let path = recording.trajectory, path.x != nil else {
      throw StageError.unusableData(
        stage: description.command, reason: "no path was found in \(recording.source.url.lastPathComponent).",
        remedy: "Name its arrays with --map t=NAME,x=NAME,y=NAME.")
    }
    do {
      return try sweep(path, parameters, context)
    } catch let error as AttractorModelsError {
      throw StageError.unusableData(
        stage: description.command, reason: error.reason, remedy: "See the options of the networks in the help.")
    }
  }

  private static func sweep(
    _ path: Trajectory, _ parameters: ThetaSweepParameters, _ context: RunContext
  ) throws -> ThetaSweepResult {
    let dt = parameters.step / 1000
    let times = (path.t.last ?? 0) - (path.t.first ?? 0)
    let steps = Int(min(times, parameters.duration ?? times) / dt) + 1
    try context.reserve(
      300 * Int(times / dt) + steps * 4 * parameters.directionCells / parameters.every
        + 4 * parameters.frames * parameters.gridSide * parameters.gridSide,
      for: "A sweep of \(counted(steps, "step"))",
      remedy: "Take a part with --start and --duration, or fewer rows with --every.")
    let prepared = try SweepPath(
      path, step: dt, start: parameters.start, duration: parameters.duration, stage: description.command, work: context.work)
    let count = prepared.trajectory.count
    guard Double(count) * parameters.step >= 2 * parameters.cycle else {
      throw StageError.unusableData(
        stage: description.command,
        reason: sentence {
          "the longest stretch without a gap lasts \(formatted(Double(count) * dt)) s, and two cycles of "
          "\(formatted(parameters.cycle)) ms are needed."
        }, remedy: "Take another part of the path, or fill its gaps first.")
    }
    // Frames stand on rows of the result.
    let apart = max(1, Int((10 / parameters.step / Double(parameters.every)).rounded())) * parameters.every
    let shown = prepared.liveliest(min(count, apart * parameters.frames))
    let first = shown.lowerBound / parameters.every * parameters.every
    let frames =
      parameters.frames == 0 ? [] : Array(stride(from: first, to: shown.upperBound, by: apart).prefix(parameters.frames))
    let isCompatible = parameters.compatibility == .canns
    let modulation = ThetaModulation(
      directionStrength: parameters.directionTheta, positionStrength: parameters.gridTheta, cycle: parameters.cycle,
      signsTurns: isCompatible)
    let modules = try parameters.mappingRatios.enumerated().map { number, ratio in
      try SweepModule(
        try networks(parameters, ratio: ratio, seed: context.seed), prepared.trajectory, modulation, every: parameters.every,
        frames: number == 0 ? frames : [], isLagged: isCompatible, work: context.work)
    }
    let main = modules[0]
    let statistics = try SweepStatistics(
      main.cycles, permutations: parameters.permutations, seed: context.seed, work: context.work)
    return ThetaSweepResult(
      course: SweepCourse(
        main, prepared, cycle: parameters.cycle / 1000, directionCells: try RingGrid(count: parameters.directionCells),
        every: parameters.every),
      sweeps: SweepTable(main.cycles, prepared), statistics: statistics,
      modules: SweepModules(
        spacings: parameters.mappingRatios.map { 2 * .pi / $0 }, lengths: modules.map(\.typicalLength)),
      frames: frames.isEmpty
        ? nil
        : SweepFrames(
          bumps: DataArray(main.bumps, shape: [frames.count, parameters.gridSide, parameters.gridSide]),
          rows: frames.map { $0 / parameters.every }),
      places: try parameters.placeSide.map { side in
        try PlaceSweepTable(
          prepared, parameters, side: side, seed: context.seed, stage: description.command, context: context)
      },
      headFollowsMovement: prepared.headFollowsMovement, ratio: parameters.mappingRatios[0],
      notes: notes(prepared, main, parameters))
  }

  private static func networks(
    _ parameters: ThetaSweepParameters, ratio: Double, seed: UInt64
  ) throws -> AttractorModels.ThetaSweep {
    let isCompatible = parameters.compatibility == .canns
    var (direction, grid) = (SweepParameters.directionCells, SweepParameters.gridCells)
    direction.adaptationStrength = parameters.directionAdaptation
    grid.adaptationStrength = parameters.gridAdaptation
    return try AttractorModels.ThetaSweep(
      directionCells: DirectionCells(
        count: parameters.directionCells, parameters: direction, images: isCompatible ? .nearest : .all),
      gridCells: GridCells(
        side: parameters.gridSide, ratio: ratio, offset: parameters.offset, parameters: grid,
        metric: isCompatible ? .wrapped : .lattice, repeatsFirstDirection: isCompatible),
      dt: parameters.step, noise: (parameters.directionNoise, parameters.gridNoise), seed: seed)
  }
}
