import ArrayNumerics
import Foundation
import PopulationActivity
import Schema
import TorusGeometry

/// Whether the coordinates predict cells better than the place in the world does, in time that was held out.
public struct TorusAgainstWorld: FieldTable {
  /// What was compared with: "arena" or "heading".
  public var world: String
  /// Of the place in the world, `[N]`, bits per spike; NaN for a cell without spikes.
  public var information: [Double]
  /// `[N]`, part of the deviance that the place explains; NaN for a cell without spikes.
  public var explainedDeviance: [Double]
  /// What cells of a fixed map give, information on the coordinates less that of the world, `[N, draws]`, bits per spike.
  public var nullAdvantage: Matrix<Double>
  /// `[N]`, part of these that are as large as the cell's own difference; NaN for a cell without spikes.
  public var p: [Double]
  /// The same for the median over the cells.
  public var populationP: Double
  /// Median over the cells of the difference, bits per spike; NaN when there is no cell with spikes.
  public var medianAdvantage: Double
  /// Median over draws of that median under the null, bits per spike.
  public var nullMedianAdvantage: Double
  /// How strongly the coordinates follow the world, 0 to 1, `[circle]`.
  public var follow: [Double]
  /// p of that among rolls, `[circle]`.
  public var followP: [Double]

  public static let fields = Field<TorusAgainstWorld>.table {
    Field.array(
      "space_information", \.information, unit: "bits/spike", axes: ["cell"],
      "what the place in the world says in held-out time")
    Field.array(
      "space_explained_deviance", \.explainedDeviance, axes: ["cell"],
      "part of the deviance that the place in the world explains in held-out time")
    Field.array(
      "null_advantage", \.nullAdvantage, unit: "bits/spike", axes: ["cell", "draw"],
      "coordinates less world for cells of a map that is fixed to the world")
    Field.array("advantage_p", \.p, axes: ["cell"], "part of the draws with an advantage as large as that of the cell")
    Field.number("compared_with", \.world, "what the coordinates are compared with")
    Field.number("median_advantage_bits_per_spike", \.medianAdvantage, "coordinates less world, median over the cells")
    Field.number(
      "null_median_advantage_bits_per_spike", \.nullMedianAdvantage, "the same of a fixed map, median over the draws")
    Field.number("advantage_p", \.populationP, "part of the draws with a median as large")
    Field.number("follows_world", \.follow, "mean cosine of coordinate less its place on the fixed map, before bending")
    Field.number("follows_world_p", \.followP, "part of the rolls of the coordinate that follow as well")
  }

  /// `nil` when nothing was compared.
  init?(from fields: FieldReader<TorusAgainstWorld>) throws {
    guard fields.holds(\.information) else { return nil }
    world = try fields.number(\.world)
    information = try fields[\.information]
    explainedDeviance = try fields[\.explainedDeviance]
    nullAdvantage = try fields[\.nullAdvantage]
    p = try fields[\.p]
    populationP = try fields.number(\.populationP)
    medianAdvantage = try fields.number(\.medianAdvantage)
    nullMedianAdvantage = try fields.number(\.nullMedianAdvantage)
    follow = try fields.number(\.follow)
    followP = try fields.number(\.followP)
  }

  /// - Parameters:
  ///   - scores: of the coordinates, one for each cell.
  ///   - cells: what was found of each.
  init(_ map: WorldMap, scores: [HeldOutScore], cells: [CellComparison], draws: Int) {
    let isArena = if case .arena = map.bins { true } else { false }
    world = isArena ? "arena" : "heading"
    information = cells.map(\.world.bitsPerSpike)
    explainedDeviance = cells.map(\.world.explainedDeviance)
    nullAdvantage = Matrix(rows: cells.count, columns: draws, elements: cells.flatMap(\.null))
    let own = zip(scores, cells).map { $0.bitsPerSpike - $1.world.bitsPerSpike }
    p = own.indices.map { cell in
      own[cell].isFinite ? fraction(of: cells[cell].null, atLeast: own[cell]) : .nan
    }
    let known = own.indices.filter { own[$0].isFinite }
    let middle = known.isEmpty ? Double.nan : median(known.map { own[$0] })
    let middles = (0..<draws).map { draw in known.isEmpty ? .nan : median(known.map { cells[$0].null[draw] }) }
    medianAdvantage = middle
    nullMedianAdvantage = known.isEmpty || middles.isEmpty ? .nan : median(middles)
    populationP = known.isEmpty ? .nan : fraction(of: middles, atLeast: middle)
    follow = map.follow.map(\.observed)
    followP = map.follow.map(\.p)
  }
}

/// (1 + number as large) / (1 + number).
private func fraction(of null: [Double], atLeast value: Double) -> Double {
  Double(1 + null.count { $0 >= value }) / Double(1 + null.count)
}

/// What was found of one cell.
struct CellComparison: Sendable {
  /// Of the place in the world; `.none` where nothing is compared.
  var world: HeldOutScore
  /// Coordinates less world for cells of a fixed map, one for each draw.
  var null: [Double]
}

/// Held-out scores of all cells, on coordinates from which each was left out, and on the world.
struct HeldOutComparison {
  /// Bins of each circle.
  static let binsPerCircle = 15
  /// The tuning of a cell on the fixed map has bins that are so many times finer.
  private static let finer = 2
  /// Cells between two reports of progress.
  private static let wave = 16

  /// Of the coordinates, one for each cell.
  var scores: [HeldOutScore]
  /// Against the world; `nil` where it cannot be compared.
  var world: TorusAgainstWorld?
  /// Why it cannot, as half a sentence.
  var missing: String?

  /// Nothing, for cells whose signal does not add up.
  init(notDefinedFor unit: String, cells: Int) {
    scores = [HeldOutScore](repeating: .none, count: cells)
    missing = "bits per spike are not defined for \(unit)"
  }

  /// - Parameters:
  ///   - draws: cells of a fixed map for each cell.
  /// - Throws: `CancellationError`, `NumericsError`.
  init(
    _ time: LeftOutCoordinates, _ embedding: EmbeddingResult, draws: Int, seed: UInt64, work: Work
  ) throws {
    let decoded = try time.angles(without: nil, work: work)
    var map: WorldMap?
    do {
      map = try WorldMap(decoded, in: time, embedding, binsPerCircle: Self.binsPerCircle, seed: seed, work: work)
    } catch let error as WorldMap.Missing {
      missing = error.reason
    }
    let (events, folds, exposure) = (time.events(), FoldedTime(time.times), time.exposure)
    let circles = decoded.columns
    let torus = TuningBins.circles(circles, bins: Self.binsPerCircle)
    let fine = TuningBins.circles(circles, bins: Self.finer * Self.binsPerCircle)
    let used = (0..<decoded.rows).map { decoded[$0, 0].isFinite && exposure[$0] > 0 && (map.map { $0.places }?[$0] ?? 0) >= 0 }
    let only = { @Sendable (indices: [Int]) -> [Int] in zip(indices, used).map { $1 ? $0 : -1 } }
    let worldTuning = try map.map {
      try HeldOutTuning($0.bins, indices: only($0.places), time: folds, exposure: exposure)
    }
    let fixedIndices = map.map { only(fine.indices(ofAngles: $0.fixed)) } ?? []
    let compare = { @Sendable (cell: Int) throws -> (HeldOutScore, CellComparison) in
      let own = CellEvents(rows: events[cell].rows, values: events[cell].values)
      let coordinates = try time.angles(without: cell, work: work.serial)
      let tuning = try HeldOutTuning(
        torus, indices: only(torus.indices(ofAngles: coordinates)), time: folds, exposure: exposure)
      let score = try tuning.score(own)
      guard let worldTuning else { return (score, CellComparison(world: .none, null: [])) }
      guard score.bitsPerSpike.isFinite else {
        return (score, CellComparison(world: .none, null: [Double](repeating: .nan, count: draws)))
      }
      let simulated = try FixedMapCell(own, bins: fine, indices: fixedIndices, exposure: exposure, sigma: 0.8)
      let null = try (0..<draws).map { draw -> Double in
        var random = RandomStream(seed: seed, name: "cells of a fixed map", cell, draw)
        let events = simulated.draw(&random)
        return try tuning.score(events).bitsPerSpike - worldTuning.score(events).bitsPerSpike
      }
      return (score, CellComparison(world: try worldTuning.score(own), null: null.map { $0.isFinite ? $0 : 0 }))
    }
    var found: [(HeldOutScore, CellComparison)] = []
    for first in stride(from: 0, to: events.count, by: Self.wave) {
      work.report("cells left out", completed: first, of: events.count)
      found += try concurrentMap(min(Self.wave, events.count - first), work: work) { try compare(first + $0) }
    }
    work.report("cells left out", completed: events.count, of: events.count)
    scores = found.map(\.0)
    if map != nil, !scores.contains(where: { $0.bitsPerSpike.isFinite }) {
      missing = "no cell has spikes where both are known"
      return
    }
    world = map.map { TorusAgainstWorld($0, scores: found.map(\.0), cells: found.map(\.1), draws: draws) }
  }
}
