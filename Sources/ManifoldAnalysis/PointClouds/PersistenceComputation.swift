import ArrayNumerics
import Schema
import Stages
import Topology

/// Which way persistence was computed, for the record.
public enum PersistenceEngine: String, RecordWord, CaseIterable {
  /// Cohomology of the full matrix of distances.
  case matrix = "cohomology of the distance matrix"
  /// Dimension 0 along the minimum spanning tree.
  case spanningTree = "minimum spanning tree"
  /// Cohomology of a graph given by its edges.
  case graph = "cohomology of the sparse graph"
  /// Cohomology of a sparse filtration of points or distances.
  case approximation = "cohomology of the sparse filtration"
}

/// Computes the persistence of a source in the way that suits it.
struct PersistenceComputation {
  let parameters: PersistenceStageParameters
  let context: RunContext

  private var task: String { "Cohomology up to dimension \(parameters.cohomology.maxDimension)" }
  private let remedy = "Take fewer points, a lower --max-dimension, a --threshold or --approximate."

  func result(of source: PersistenceSource) throws -> PersistenceStageResult {
    do {
      if let error = parameters.approximate { return try approximation(of: source, error: error) }
      if parameters.cohomology.maxDimension == 0 { return try components(of: source) }
      switch source {
      case .graph(let graph):
        return PersistenceStageResult(persistence: try cohomology(of: graph), engine: .graph)
      case .distances(let matrix):
        try reserveMatrix(matrix.rows)
        return PersistenceStageResult(persistence: try cohomology(of: matrix), engine: .matrix)
      case .cloud(let points):
        try reserveMatrix(points.rows)
        let matrix = try distanceMatrix(
          of: points, metric: parameters.metric, periods: parameters.periods, work: context.work)
        return PersistenceStageResult(persistence: try cohomology(of: matrix), engine: .matrix)
      }
    } catch TopologyError.overMemoryBudget(let needed, let budget, let points, _) {
      throw StageError.overMemoryBudget(
        what: "\(task) of \(points) points", needed: needed, budget: budget, remedy: remedy)
    }
  }

  private func reserveMatrix(_ points: Int) throws {
    let needed = forecast(points: points, maxDimension: parameters.cohomology.maxDimension).bytes
    let (total, overflow) = needed.addingReportingOverflow(4 * points * points)
    try context.reserve(overflow ? .max : total, for: "\(task) of \(points) points", remedy: remedy)
  }

  private func cohomology(of matrix: Matrix<Float>) throws -> PersistenceResult {
    // The whole need, with the matrix, was compared with the budget already.
    try persistentCohomology(of: matrix, parameters: parameters.engineParameters(), work: context.work)
  }

  private func cohomology(of graph: SparseGraph) throws -> PersistenceResult {
    try persistentCohomology(
      of: graph, parameters: parameters.engineParameters(memoryBudget: context.memoryBudget), work: context.work)
  }

  private func components(of source: PersistenceSource) throws -> PersistenceStageResult {
    var result: PersistenceResult
    switch source {
    case .cloud(let points):
      try context.reserve(
        points.rows * (150 + 40 * points.columns), for: "Components of \(points.rows) points", remedy: remedy)
      result = try componentPersistence(
        of: points, metric: parameters.metric, periods: parameters.periods, threshold: parameters.threshold,
        work: context.work)
    case .distances(let matrix):
      result = try componentPersistence(ofDistances: matrix, threshold: parameters.threshold, work: context.work)
    case .graph(let graph): result = try componentPersistence(of: graph, threshold: parameters.threshold)
    }
    result.coefficient = parameters.cohomology.coefficient
    return PersistenceStageResult(persistence: result, engine: .spanningTree)
  }

  private func approximation(of source: PersistenceSource, error: Double) throws -> PersistenceStageResult {
    let threshold = parameters.threshold ?? .infinity
    let filtration: SparseFiltration
    switch source {
    case .cloud(let points):
      filtration = try sparseFiltration(
        of: points, error: error, metric: parameters.metric, periods: parameters.periods, threshold: threshold,
        memoryBudget: context.memoryBudget, work: context.work)
    case .distances(let matrix):
      filtration = try sparseFiltration(
        ofDistances: matrix, error: error, threshold: threshold, memoryBudget: context.memoryBudget, work: context.work)
    case .graph:
      throw StageError.unusableData(
        stage: "persistence", reason: "--approximate needs points or all distances, and the file holds a sparse graph.",
        remedy: "A sparse graph is computed exactly; leave --approximate out.")
    }
    var result = PersistenceStageResult(persistence: try cohomology(of: filtration.graph), engine: .approximation)
    result.approximation = error
    return result
  }
}
