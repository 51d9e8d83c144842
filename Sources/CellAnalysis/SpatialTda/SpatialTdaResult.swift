import ArrayNumerics
import Schema
import Stages
import Topology

/// The topology of the population vectors of places.
public struct SpatialTdaResult: StageResult {
  /// What the bars say.
  public enum Shape: String, RecordWord {
    case torus, loop, none, untested
  }

  /// Middle of each place along x, m, `[place]`.
  public var x: [Double]
  /// The same along y.
  public var y: [Double]
  /// Places on the principal components, `[place, component]`.
  public var points: Matrix<Double>
  /// The places that stand for all, in the order of the choice.
  public var chosen: [Int]
  /// Birth and death of every bar in dimensions 0 to 2.
  public var diagrams: [[PersistencePair]]
  /// Longest bar of each draw in dimensions 1 and 2, `[shuffles]` each; empty without a null.
  public var null: [[Double]]
  /// Part of the variance of the maps in the components.
  public var explainedVariance: Double
  /// Cells whose maps were used.
  public var cells: Int
  /// Largest distance that was looked at, where bars that never die end.
  public var limit: Double
  public var notes: StageNotes

  /// The largest p at which a bar counts, and how many times as long as the next a bar has to be.
  static let (significance, gap) = (0.05, 2.0)

  public static let fields = Field<SpatialTdaResult>.table {
    Field.array("x", \.x, unit: "m", axes: ["place"], "middle of each place along x")
    Field.array("y", \.y, unit: "m", axes: ["place"], "middle of each place along y")
    Field.array("points", \.points, axes: ["place", "component"], "population vectors of the places on the components")
    Field.array("chosen", \.chosen, axes: ["point"], "places that stand for all, in the order of the choice")
    for dimension in 0...2 {
      Field.array(
        "h\(dimension)", \.[bars: dimension], axes: ["h\(dimension)_bar", "2"],
        "birth and death of each bar, infinite for one that never dies")
    }
    for dimension in 1...2 {
      Field.array(
        "null_h\(dimension)", \.[null: dimension], axes: ["shuffle"], "longest bar of each draw of the null")
    }
    Field.number("shape", \.shape, "what the bars say")
    Field.number("places", \.x.count, "places")
    Field.number("points_used", \.chosen.count, "places that stand for all")
    Field.number("cells", \.cells, "cells")
    Field.number("explained_variance", \.explainedVariance, "part of the variance of the maps in the components")
    Field.number("loops", \.loops, "lifetimes of the three longest bars of dimension 1")
    Field.number("voids", \.voids, "lifetimes of the two longest bars of dimension 2")
    Field.number("p_loops", \.loopP, "p of the same loops, each holding for all of them")
    Field.number("p_voids", \.voidP, "p of the same voids")
    Field.number("largest_distance", \.limit, "largest distance that was looked at")
  }

  public init(
    x: [Double], y: [Double], points: Matrix<Double>, chosen: [Int], diagrams: [[PersistencePair]], null: [[Double]],
    explainedVariance: Double, cells: Int, limit: Double, notes: StageNotes
  ) {
    self.x = x
    self.y = y
    self.points = points
    self.chosen = chosen
    self.diagrams = diagrams
    self.null = null
    self.explainedVariance = explainedVariance
    self.cells = cells
    self.limit = limit
    self.notes = notes
  }

  public init(from stored: StoredResult<SpatialTdaResult>) throws {
    let bars = try (0...2).map { dimension -> [PersistencePair] in
      let matrix = try stored[\.[bars: dimension]]
      return (0..<matrix.rows).map { PersistencePair(birth: matrix[$0, 0], death: matrix[$0, 1]) }
    }
    self.init(
      x: try stored[\.x], y: try stored[\.y], points: try stored[\.points], chosen: try stored[\.chosen], diagrams: bars,
      null: [try stored[\.[null: 1]], try stored[\.[null: 2]]],
      explainedVariance: try stored.number(\.explainedVariance), cells: try stored.number(\.cells),
      limit: try stored.number(\.limit), notes: stored.notes)
    guard y.count == x.count, points.rows == x.count, null[0].count == null[1].count,
      chosen.allSatisfy(x.indices.contains)
    else { throw FieldError.unfit("the places do not go together") }
  }
}

extension SpatialTdaResult {
  fileprivate subscript(bars dimension: Int) -> Matrix<Double> {
    let bars = diagrams[dimension]
    return Matrix(rows: bars.count, columns: 2, elements: bars.flatMap { [$0.birth, $0.death] })
  }
  fileprivate subscript(null dimension: Int) -> [Double] { null[dimension - 1] }

  /// Lifetimes of a dimension, longest first.
  func lifetimes(_ dimension: Int) -> [Double] {
    diagrams[dimension].map { min($0.death, max(limit, $0.birth)) - $0.birth }.sorted(by: >)
  }
  /// Of the three longest loops.
  public var loops: [Double] { Array(lifetimes(1).prefix(3)) }
  /// Of the two longest voids.
  public var voids: [Double] { Array(lifetimes(2).prefix(2)) }

  private func p(_ bars: [Double], _ dimension: Int) -> [Double]? {
    let null = null[dimension - 1]
    return null.isEmpty ? nil : bars.map { bar in Double(1 + null.count { $0 >= bar }) / Double(1 + null.count) }
  }
  /// p of each of `loops`; `nil` without a null.
  public var loopP: [Double]? { p(loops, 1) }
  /// p of each of `voids`; `nil` without a null.
  public var voidP: [Double]? { p(voids, 2) }

  /// How many times as long a bar is as the next; infinite where there is no next.
  static func gap(_ bars: [Double], _ rank: Int) -> Double {
    guard rank < bars.count else { return 0 }
    return rank + 1 < bars.count && bars[rank + 1] > 0 ? bars[rank] / bars[rank + 1] : .infinity
  }

  /// A torus has two loops and one void beyond the null, each far longer than the next of its dimension.
  public var shape: Shape {
    guard let loopP, let voidP, DrawsOfNull(null[0].count).reach(Self.significance) else { return .untested }
    func counts(_ p: [Double], _ rank: Int) -> Bool { rank < p.count && p[rank] <= Self.significance }
    let hasVoid = counts(voidP, 0) && Self.gap(voids, 0) >= Self.gap
    if counts(loopP, 1), Self.gap(loops, 1) >= Self.gap, hasVoid { return .torus }
    return counts(loopP, 0) && Self.gap(loops, 0) >= Self.gap ? .loop : .none
  }
}
