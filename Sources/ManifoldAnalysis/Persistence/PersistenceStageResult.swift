import Schema
import Stages
import Topology

/// Bars and cocycles, and how they were computed.
public struct PersistenceStageResult: StageResult {
  public var persistence: PersistenceResult
  public var engine: PersistenceEngine
  /// ε of the sparse filtration; `nil` for exact bars.
  public var approximation: Double?
  public var warnings: [String]

  public init(
    persistence: PersistenceResult, engine: PersistenceEngine = .matrix, approximation: Double? = nil,
    warnings: [String] = []
  ) {
    self.persistence = persistence
    self.engine = engine
    self.approximation = approximation
    self.warnings = warnings
  }

  public var arrays: [ResultArray] { persistence.barArrays + persistence.cocycleArrays }

  public var summary: StageSummary {
    let counts = persistence.diagrams.enumerated().map { "\($1.count) H\($0)" }.joined(separator: ", ")
    var numbers: [JSONValue.Member] = [
      .init("points", .integer(persistence.points)), .init("edges", .integer(persistence.edges)),
      .init("coefficient", .integer(persistence.coefficient)),
      .init("largest_distance", .number(persistence.threshold)), .init("engine", .string(engine.rawValue)),
    ]
    if let approximation {
      let factor = formatted(1 + approximation)
      numbers += [
        .init("relative_error", .number(approximation)),
        .init("complete_edges", .integer(persistence.points * (persistence.points - 1) / 2)),
        .init(
          "error_statement",
          .string(
            "For every birth or death x given here the true one lies in [x / \(factor), x]; bars with death at most \(factor) times birth may be missing or not real."
          )),
      ]
    }
    for (dimension, diagram) in persistence.diagrams.enumerated() {
      numbers.append(.init("h\(dimension)_bars", .integer(diagram.count)))
      numbers.append(.init("h\(dimension)_essential", .integer(diagram.count { $0.isEssential })))
      let finite = diagram.lazy.filter { !$0.isEssential }.prefix(5).map(\.lifetime)
      numbers.append(.init("h\(dimension)_longest", JSONValue(Array(finite))))
    }
    let error = approximation.map { ", births and deaths right up to the factor \(formatted(1 + $0))" } ?? ""
    return StageSummary(
      headline:
        "\(persistence.points) points, bars: \(counts), over Z/\(persistence.coefficient) up to distance \(formatted(persistence.threshold))\(error).",
      numbers: numbers, warnings: warnings)
  }

  public init(from stored: StoredResult) throws {
    self.init(
      persistence: try PersistenceResult(from: stored, points: stored.wholeNumber("points")),
      engine: stored.record.summary["engine"]?.string.flatMap(PersistenceEngine.init(rawValue:)) ?? .matrix,
      approximation: stored.record.summary["relative_error"]?.double, warnings: stored.record.warnings)
  }
}
