import Schema
import Stages
import Topology

/// Bars and cocycles, and how they were computed.
public struct PersistenceStageResult: StageResult {
  /// Bars of every dimension from 0, in the unit of the distances, and cocycles where they were asked for.
  public var persistence: PersistenceResult
  /// The way in which they were computed.
  public var engine: PersistenceEngine
  /// ε of the sparse filtration; `nil` for exact bars.
  public var approximation: Double?
  public var notes: StageNotes

  public init(
    persistence: PersistenceResult, engine: PersistenceEngine = .matrix, approximation: Double? = nil,
    notes: StageNotes = StageNotes()
  ) {
    self.persistence = persistence
    self.engine = engine
    self.approximation = approximation
    self.notes = notes
  }

  public static let fields = Field<PersistenceStageResult>.table {
    Field.part(\.persistence)
    Field.number("points", \.persistence.points, "points")
    Field.number("edges", \.persistence.edges, "edges of the filtration")
    Field.number("coefficient", \.persistence.coefficient, "p of the field Z/p")
    Field.number("largest_distance", \.persistence.threshold, "distance up to which it was computed")
    Field.number("engine", \.engine, "the way in which it was computed")
    Field.number("relative_error", \.approximation, "births and deaths are right up to the factor 1 + this")
    Field.number("complete_edges", \.completeEdges, "edges of the complete graph")
    Field.number("error_statement", \.errorStatement, "what the bars of an approximation say")
    for dimension in 0...PersistenceParameters.highestDimension {
      Field.number("h\(dimension)_bars", \.[bars: dimension], "bars")
      Field.number("h\(dimension)_essential", \.[essential: dimension], "bars that never die")
      Field.number("h\(dimension)_longest", \.[longest: dimension], "lifetimes of the five longest that die")
    }
  }

  public init(from stored: StoredResult<PersistenceStageResult>) throws {
    self.init(
      persistence: try PersistenceResult(
        bars: stored.fields.part(PersistenceResult.self), points: stored.number(\.persistence.points),
        coefficient: stored.number(\.persistence.coefficient), threshold: stored.number(\.persistence.threshold),
        edges: stored.number(\.persistence.edges)),
      engine: try stored.number(\.engine), approximation: try stored.number(\.approximation), notes: stored.notes)
  }
}

extension PersistenceStageResult {
  private var completeEdges: Int? {
    approximation.map { _ in persistence.points * (persistence.points - 1) / 2 }
  }

  private var errorStatement: String? {
    approximation.map { error in
      let factor = formatted(1 + error)
      return "For every birth or death x given here the true one lies in [x / \(factor), x]; bars with death at most "
        + "\(factor) times birth may be missing or not real."
    }
  }

  private func diagram(_ dimension: Int) -> [PersistencePair]? {
    dimension < persistence.diagrams.count ? persistence.diagrams[dimension] : nil
  }
  fileprivate subscript(bars dimension: Int) -> Int? { diagram(dimension)?.count }
  fileprivate subscript(essential dimension: Int) -> Int? { diagram(dimension).map { $0.count { $0.isEssential } } }
  fileprivate subscript(longest dimension: Int) -> [Double]? {
    diagram(dimension).map { Array($0.lazy.filter { !$0.isEssential }.prefix(5).map(\.lifetime)) }
  }
}
