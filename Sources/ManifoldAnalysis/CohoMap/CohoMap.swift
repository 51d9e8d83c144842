import ArrayNumerics
import PopulationActivity
import Schema
import Stages
import TuningMaps

/// The decoded coordinates over the arena.
public enum CohoMap: Stage {
  public typealias Input = Results<Embedding, LatentDecoding>

  public static let description = StageDescription(
    key: "cohomap", group: .recordings, title: "Phase maps", summary: "decoded coordinates over the arena, and their lattice",
    purpose: """
      Averages each decoded angle in bins of the arena. For grid cells the maps are stripes: a plane wave is fitted to each, \
      and two waves give the lattice of the module. Maps are drawn as the animal saw the arena, x to the right and y upward.
      """,
    example: "canns-analyze cohomap results", version: 2, references: [.gardner2022])

  public static func run(
    _ input: consuming Input, parameters: CohoMapParameters, context: RunContext
  ) throws -> CohoMapResult {
    let (embedding, decoding) = input.values
    if embedding.x != nil, embedding.y == nil {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the position has one dimension, as on a track, and a phase map has two.",
        remedy: "If the file has a second coordinate, name it in embed: --map x=NAME,y=NAME.")
    }
    guard let allX = embedding.x, let allY = embedding.y else {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the embedding has no position.",
        remedy: "Phase maps need a recording with x and y; name them with --map x=…,y=… in embed.")
    }
    guard decoding.rows.allSatisfy(allX.indices.contains), decoding.rows.count == decoding.coordinates.rows
    else {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the result of decode does not belong to this result of embed.",
        remedy: "Run decode again first.")
    }
    let x = decoding.rows.map { allX[$0] }
    let y = decoding.rows.map { allY[$0] }
    guard let grid = grid(x, y, parameters: parameters) else {
      throw StageError.unusableData(
        stage: "cohomap", reason: "the positions do not cover an area.",
        remedy: "On a track or with a fixed animal there is no phase map.")
    }
    let indices = grid.indices(x, y)
    let maps = try concurrentMap(decoding.circles, work: context.work) { circle in
      try phaseMap(
        angles: decoding.coordinates.column(circle), indices: indices, grid: grid, sigma: parameters.smoothing,
        fillsEmptyBins: parameters.compatibility == .canns)
    }
    let waves = try concurrentMap(maps.count, work: context.work) { PlaneWave(fitting: maps[$0], grid: grid) }
    var lattice: Lattice?
    if waves.count == 2, let first = waves[0], let second = waves[1] { lattice = Lattice(first, second) }
    return CohoMapResult(
      maps: maps, grid: grid, fitError: waves.map { $0?.error ?? .nan }, lattice: lattice,
      outside: indices.count { $0 < 0 }, halves: try PhaseHalves(decoding.coordinates, indices: indices, grid: grid))
  }

  private static func grid(_ x: [Double], _ y: [Double], parameters: CohoMapParameters) -> SpatialGrid? {
    if parameters.compatibility == .canns { return SpatialGrid(within: x, y, bins: 100, margin: 0.0025) }
    return SpatialGrid(covering: x, y, binsAlongLongerSide: parameters.bins)
  }
}
