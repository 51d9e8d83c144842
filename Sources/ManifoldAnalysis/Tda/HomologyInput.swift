import PopulationActivity
import Stages

/// What the topology is found of.
public struct HomologyInput: StageInput {
  /// The population.
  public var embedding: EmbeddingResult
  /// Columns of the cells to analyse, ascending; all when nil.
  public var cells: [Int]?

  public init(_ embedding: EmbeddingResult, cells: [Int]? = nil) {
    self.embedding = embedding
    self.cells = cells
  }

  public static let requirements: [Requirement] = Results<Embedding>.requirements
  /// All cells.
  public init(from source: InputSource, for consumer: String) throws {
    self.init(try Results<Embedding>(from: source, for: consumer).values)
  }

  /// The cells of a group that an earlier result names; all where none is chosen.
  ///
  /// - Throws: as `InputSource.cells`.
  init(from source: InputSource, cellsFrom choice: CellGroupChoice?, for consumer: String) throws {
    try self.init(from: source, for: consumer)
    cells = try choice.map {
      try source.cells(of: $0, among: embedding.cellIDs, parameter: "cells-from", neededBy: consumer)
    }
  }
}

extension Homology {
  /// The topology of all cells of an embedding.
  ///
  /// - Throws: as `run` of the stage.
  public static func run(
    _ input: consuming Results<Embedding>, parameters: HomologyParameters, context: RunContext
  ) throws -> HomologyResult {
    try run(HomologyInput(input.values), parameters: parameters, context: context)
  }
}
