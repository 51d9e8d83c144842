import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Stages
import Topology

/// Persistent cohomology of any point cloud or distance matrix.
public enum Persistence: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.recording]
    /// `[point, coordinate]`, or the distances `[point, point]`.
    public var matrix: Matrix<Double>

    public init(matrix: Matrix<Double>) { self.matrix = matrix }
    public init(from source: InputSource) throws {
      guard let url = source.recordingURL else {
        throw StageError.recordingNeeded(stage: "persistence", given: source.folder.path)
      }
      self.init(matrix: try pointMatrix(ArraySource(contentsOf: url), chosen: source.readingOptions.map["points"]))
    }
  }

  public static let description = StageDescription(
    name: "persistence", title: "Persistent cohomology", summary: "Vietoris-Rips persistence of any points or distances",
    purpose: """
      Computes the Vietoris-Rips persistent cohomology of a point cloud or a distance matrix over Z/p. The file holds one matrix: \
      .npy, .npz (name the array with --map points=NAME where there are several), .h5, .csv, .tsv or whitespace text.
      """,
    example: "canns-analyze persistence points.npy -o results --max-dimension 2 --coefficient 2", version: 1,
    references: [.bauer2021], inputName: "POINTS")

  public static func run(
    _ input: Input, parameters: PersistenceStageParameters, context: RunContext
  ) throws -> PersistenceStageResult {
    let distances =
      parameters.distanceMatrix
      ? input.matrix.map(Float.init)
      : try distanceMatrix(of: input.matrix, metric: parameters.metric, work: context.work)
    try context.reserve(
      forecast(points: distances.rows, maxDimension: parameters.maxDimension).bytes + 4 * distances.count,
      for: "Cohomology of \(distances.rows) points up to dimension \(parameters.maxDimension)",
      remedy: "Take fewer points, a lower --max-dimension or a --threshold.")
    let result = try persistentCohomology(
      of: distances,
      parameters: PersistenceParameters(
        maxDimension: parameters.maxDimension, coefficient: parameters.coefficient,
        threshold: parameters.threshold.map { .distance(Float($0)) } ?? .enclosingRadius,
        cocycles: parameters.cocycles), work: context.work)
    return PersistenceStageResult(persistence: result)
  }

  public static func figures(
    _ result: PersistenceStageResult, parameters: PersistenceStageParameters, config: PlotConfig
  ) -> [NamedFigure] {
    let diagrams = result.persistence.diagrams.map { $0.map { (birth: $0.birth, death: $0.death) } }
    return [
      NamedFigure(
        "barcode", barcodeFigure(diagrams: diagrams, distanceLabel: "Distance", config: config),
        caption:
          "Persistence barcode of \(result.persistence.points) points over Z/\(result.persistence.coefficient), longest bars first."
      ),
      NamedFigure(
        "birth-death", birthDeathFigure(diagrams: diagrams, config: config),
        caption: "Birth and death of every class; points far above the diagonal live long."),
    ]
  }

  public static func methods(_ parameters: PersistenceStageParameters, result: PersistenceStageResult) -> String {
    let distance = parameters.distanceMatrix ? "the given distances" : "\(parameters.metric.rawValue) distances"
    return
      "Vietoris-Rips persistent cohomology of \(result.persistence.points) points was computed from \(distance) over Z/\(parameters.coefficient) up to dimension \(parameters.maxDimension) and distance \(formatted(result.persistence.threshold)) [@bauer2021]."
  }
}

/// The one matrix of a file: the array that was chosen, the only array with two dimensions, or the columns of a table.
func pointMatrix(_ source: ArraySource, chosen: String?) throws -> Matrix<Double> {
  func matrix(_ item: ArraySource.Item) throws -> Matrix<Double>? {
    guard case .array(let array) = try source.read(item) else { return nil }
    return array.doubleMatrix
  }
  if let chosen {
    guard let item = source.item(chosen), let points = try matrix(item) else {
      throw StageError.unusableData(
        stage: "persistence", reason: "there is no matrix '\(chosen)' in \(source.url.lastPathComponent).",
        remedy: "It holds \(source.items.prefix(8).map(\.path).joined(separator: ", ")).")
    }
    return points
  }
  let matrices = source.items.filter { $0.shape.count == 2 && $0.typeName != "str" }
  if matrices.count == 1, let points = try matrix(matrices[0]) { return points }
  let columns = source.items.filter { $0.shape.count == 1 && $0.typeName != "str" }
  let length = columns.first?.shape[0] ?? 0
  guard matrices.isEmpty, !columns.isEmpty, columns.allSatisfy({ $0.shape[0] == length }) else {
    throw StageError.unusableData(
      stage: "persistence",
      reason: "\(source.url.lastPathComponent) does not hold one matrix of points or distances; it holds "
        + source.items.prefix(8).map { "\($0.path) \($0.shape)" }.joined(separator: ", ") + ".",
      remedy: "Name the one to take with --map points=NAME.")
  }
  let values = try columns.compactMap { try matrix($0)?.elements }
  return Matrix(rows: values.count, columns: length, elements: values.flatMap { $0 }).transposed()
}
