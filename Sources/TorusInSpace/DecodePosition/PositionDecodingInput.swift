import PopulationActivity
import Stages

/// What places are decoded from.
public struct PositionDecodingInput: StageInput {
  /// The population and where the animal was.
  public var embedding: EmbeddingResult
  /// The path that was read from the torus, where there is one.
  public var path: PathCompareResult?
  /// Columns of the cells to decode, ascending; all when nil.
  public var cells: [Int]?

  public init(_ embedding: EmbeddingResult, path: PathCompareResult? = nil, cells: [Int]? = nil) {
    (self.embedding, self.path, self.cells) = (embedding, path, cells)
  }

  private typealias Parts = Results<Embedding, IfPresent<PathCompare>>

  public static var requirements: [Requirement] { Parts.requirements }
  /// All cells.
  public init(from source: InputSource, for consumer: String) throws {
    let (embedding, path) = try Parts(from: source, for: consumer).values
    self.init(embedding, path: path)
  }
}
