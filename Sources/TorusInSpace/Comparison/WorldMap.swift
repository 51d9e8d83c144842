import ArrayNumerics
import Foundation
import PopulationActivity
import TorusGeometry
import TuningMaps

/// What the coordinates are compared with: the place of the animal for a torus, its heading for a ring.
struct WorldMap: Sendable {
  /// Bins of the world.
  let bins: TuningBins
  /// Bin of the world of each bin of time, −1 where it is unknown.
  let places: [Int]
  /// The coordinates that belong to these places on the fixed map, `[bin, circle]`, rad; NaN where the place is unknown.
  let fixed: Matrix<Double>
  /// How strongly the coordinates follow the world, and what rolls of them reach, one for each circle.
  let follow: [StripeNull]

  /// Why there is no such comparison, as a sentence.
  struct Missing: Error, Equatable {
    var reason: String
  }

  /// Rolls of the coordinates against the world.
  static let rolls = 199
  /// Shortest roll, s.
  static let shortestRoll = 20.0
  /// The wave of either circle has to be rarer than this among the rolls.
  static let significance = 0.01
  /// Standard deviation of the smoothing of a map that is bent, m, and of a heading, rad.
  private static let bend = (space: 0.05, heading: 0.26)

  /// - Parameters:
  ///   - decoded: coordinates of all cells in the bins of `time`, `[bin, circle]`, rad.
  ///   - binsPerCircle: the world gets bins of the same physical size as so many of a circle.
  init(
    _ decoded: Matrix<Double>, in time: LeftOutCoordinates, _ embedding: EmbeddingResult, binsPerCircle: Int, seed: UInt64,
    work: Work
  ) throws {
    guard Double(decoded.rows) * time.binWidth >= 4 * Self.shortestRoll else {
      throw Missing(reason: "the session has less than \(Int(4 * Self.shortestRoll)) s")
    }
    if decoded.columns == 1 {
      guard let heading = embedding.headDirection else { throw Missing(reason: "no head direction was recorded") }
      try self.init(
        heading: time.meanDirection(of: heading, embedding), decoded.column(0), time, binsPerCircle, seed, work)
    } else {
      guard let x = embedding.x else { throw Missing(reason: "no position was recorded") }
      guard let y = embedding.y else { throw Missing(reason: "the position has one dimension, as on a track") }
      try self.init(
        x: time.mean(of: x, embedding), y: time.mean(of: y, embedding), decoded, time, binsPerCircle, seed, work)
    }
  }

  private init(
    x: [Double], y: [Double], _ decoded: Matrix<Double>, _ time: LeftOutCoordinates, _ binsPerCircle: Int, _ seed: UInt64,
    _ work: Work
  ) throws {
    guard let phases = ArenaPhases(x: x, y: y) else { throw Missing(reason: "the positions do not cover an area") }
    let shortest = Int((Self.shortestRoll / time.binWidth).rounded(.up))
    follow = try (0..<2).map { circle in
      try StripeNull(decoded.column(circle), in: phases, rolls: Self.rolls, shortest: shortest, work: work) { roll in
        RandomStream(seed: seed, name: "rolls against the world", circle, roll)
      }
    }
    try Self.require(follow, "the phase map of")
    let waves = (0..<2).map { phases.fit(decoded.column($0), x: x, y: y) }
    guard let lattice = PhaseLattice(waves[0], waves[1]) else {
      throw Missing(reason: "both circles advance in the same direction of the arena")
    }
    let area = abs(lattice.first.x * lattice.second.y - lattice.first.y * lattice.second.x)
    let side = area.squareRoot() / Double(binsPerCircle)
    guard let grid = SpatialGrid(covering: x, y, size: side), grid.rows * grid.columns <= 100_000 else {
      throw Missing(reason: "the arena is too large for bins of \(Int((side * 100).rounded())) cm")
    }
    bins = .arena(grid)
    places = grid.indices(x, y)
    var regular = decoded
    for row in 0..<decoded.rows {
      for circle in 0..<2 { regular[row, circle] = waves[circle].phase(x[row], y[row]) }
    }
    fixed = try FixedMap(
      decoded: decoded, regular: regular, bins: bins, places: places, sigma: Self.bend.space / side
    ).angles
  }

  private init(
    heading: [Double], _ decoded: [Double], _ time: LeftOutCoordinates, _ binsPerCircle: Int, _ seed: UInt64, _ work: Work
  ) throws {
    let count = decoded.count
    let shortest = Int((Self.shortestRoll / time.binWidth).rounded(.up))
    let observed = HeadingFit(decoded, heading: heading)
    let strengths = try concurrentMap(Self.rolls, work: work) { roll in
      var random = RandomStream(seed: seed, name: "rolls against the world", 0, roll)
      let shift = shortest + random.integer(below: max(1, count - 2 * shortest))
      return HeadingFit(decoded, heading: heading, shift: shift).strength
    }
    follow = [StripeNull(observed: observed.strength, strengths: strengths)]
    try Self.require(follow, "the coordinate of")
    bins = .ring(binsPerCircle)
    places = bins.indices(ofAngles: Matrix(rows: count, columns: 1, elements: heading))
    let regular = heading.map { observed.sign * $0 + observed.offset }
    fixed = try FixedMap(
      decoded: Matrix(rows: count, columns: 1, elements: decoded),
      regular: Matrix(rows: count, columns: 1, elements: regular), bins: bins, places: places,
      sigma: Self.bend.heading * Double(binsPerCircle) / (2 * .pi)
    ).angles
  }

  private static func require(_ follow: [StripeNull], _ what: String) throws {
    guard let worst = follow.indices.max(by: { follow[$0].p < follow[$1].p }), follow[worst].p > significance else { return }
    let p = (follow[worst].p * 1000).rounded() / 1000
    throw Missing(
      reason: "\(what) circle \(worst + 1) does not follow the world (p \(p) of \(rolls) rolls, 0.01 is asked for)")
  }
}
