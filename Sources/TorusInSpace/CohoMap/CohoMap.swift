import ArrayNumerics
import Foundation
import ManifoldAnalysis
import PopulationActivity
import Schema
import Stages
import TorusGeometry
import TuningMaps

/// The decoded coordinates over the arena.
public enum CohoMap: Stage {
  public typealias Input = Results<Embedding, LatentDecoding>

  public static let description = StageDescription(
    key: "cohomap", group: .recordings, title: "Phase maps", summary: "decoded coordinates over the arena, and their lattice",
    purpose: """
      Averages each decoded angle in bins of the arena. For grid cells the maps are stripes: a plane wave is fitted to each, \
      and two waves give the lattice of the module, if both are stronger than those of angles that are rolled against the \
      places. Maps are drawn as the animal saw the arena, x to the right and y upward.
      """,
    example: "canns-analyze cohomap results --seed 1", version: 3, references: [.gardner2022, .phipson2010], usesSeed: true)

  /// Shortest roll, s; a session of less than four of them has no null.
  static let shortestRoll = 20.0
  /// Both waves have to be rarer than this among the rolls.
  static let significance = 0.01

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
    let outside = indices.count { $0 < 0 }
    let halves = try PhaseHalves(decoding.coordinates, indices: indices, grid: grid)
    guard let phases = ArenaPhases(x: x, y: y) else {
      return CohoMapResult(
        maps: maps, grid: grid, fitError: maps.map { _ in .nan }, waves: nil, lattice: nil,
        noLattice: "the animal was in fewer than \(ArenaPhases.fewestBins) bins", outside: outside, halves: halves)
    }
    let angles = (0..<decoding.circles).map(decoding.coordinates.column)
    let fits = try concurrentMap(angles.count, work: context.work) { phases.fit(angles[$0], x: x, y: y) }
    let nulls = try self.nulls(angles, phases, binWidth: embedding.binWidth, parameters: parameters, context: context)
    let waves = PhaseWaves(fits, nulls: nulls)
    let (lattice, noLattice) = lattice(fits, waves, parameters: parameters)
    return CohoMapResult(
      maps: maps, grid: grid, fitError: zip(fits, maps).map { $0.cosineError(of: $1, grid: grid) }, waves: waves,
      lattice: lattice.map { LatticeInArena($0, coordinates: decoding.coordinates) }, noLattice: noLattice,
      outside: outside, halves: halves)
  }

  private static func grid(_ x: [Double], _ y: [Double], parameters: CohoMapParameters) -> SpatialGrid? {
    if parameters.compatibility == .canns { return SpatialGrid(within: x, y, bins: 100, margin: 0.0025) }
    return SpatialGrid(covering: x, y, binsAlongLongerSide: parameters.bins)
  }

  /// Waves of rolled angles; none for a session that is too short.
  private static func nulls(
    _ angles: [[Double]], _ phases: ArenaPhases, binWidth: Double, parameters: CohoMapParameters, context: RunContext
  ) throws -> [StripeNull] {
    let shortest = Int((shortestRoll / binWidth).rounded(.up))
    guard parameters.rolls > 0, angles[0].count >= 4 * shortest else { return [] }
    return try angles.indices.map { circle in
      context.work.report("rolls", completed: circle, of: angles.count)
      return try StripeNull(
        angles[circle], in: phases, rolls: parameters.rolls, shortest: shortest, work: context.work
      ) { RandomStream(seed: context.seed, name: "rolls of phase maps", circle, $0) }
    }
  }

  /// The lattice, or why there is none.
  private static func lattice(
    _ fits: [StripeFit], _ waves: PhaseWaves, parameters: CohoMapParameters
  ) -> (PhaseLattice?, String?) {
    guard fits.count == 2 else { return (nil, "a lattice needs two circles, and \(fits.count) were decoded") }
    if parameters.rolls > 0 {
      guard waves.rolls > 0 else {
        return (nil, "less than \(Int(4 * shortestRoll)) s were decoded, too short for the rolls that test a wave")
      }
      let weak = waves.p.indices.filter { waves.p[$0] > significance }
      if !weak.isEmpty {
        return (nil, "no stripes beyond chance of \(listed(weak.map { "\($0 + 1)" }, "circle").lowercased())")
      }
    }
    guard let lattice = PhaseLattice(fits[0], fits[1]) else {
      return (nil, "both circles advance in the same direction of the arena")
    }
    return (lattice, nil)
  }
}

extension StripeFit {
  /// Mean over the bins of a map of (cos of the wave − cos of the map)²: near 0 for stripes, about 1 for noise; NaN for an
  /// empty map.
  func cosineError(of map: Matrix<Double>, grid: SpatialGrid) -> Double {
    var (sum, count) = (0.0, 0.0)
    for row in 0..<map.rows {
      for column in 0..<map.columns where map[row, column].isFinite {
        let x = (grid.xEdges[column] + grid.xEdges[column + 1]) / 2
        let y = (grid.yEdges[row] + grid.yEdges[row + 1]) / 2
        let difference = cos(phase(x, y)) - cos(map[row, column])
        sum += difference * difference
        count += 1
      }
    }
    return count > 0 ? sum / count : .nan
  }
}
