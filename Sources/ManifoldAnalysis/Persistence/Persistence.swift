import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema
import Stages
import Topology

/// Persistent cohomology of any point cloud or distance matrix.
public enum Persistence: Stage {
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.recording]
    public var numbers: PersistenceNumbers

    public init(numbers: PersistenceNumbers) { self.numbers = numbers }
    /// `[point, coordinate]`, or the distances `[point, point]`.
    public init(matrix: Matrix<Double>) { numbers = .matrix(matrix) }
    public init(from source: InputSource) throws {
      guard let url = source.recordingURL else {
        throw StageError.recordingNeeded(stage: "persistence", given: source.folder.path)
      }
      numbers = try PersistenceNumbers(contentsOf: url, chosen: source.readingOptions.map["points"])
    }
  }

  public static let description = StageDescription(
    name: "persistence", title: "Persistent cohomology", summary: "Vietoris-Rips persistence of any points or distances",
    purpose: """
      Computes the Vietoris-Rips persistent cohomology of a point cloud, a distance matrix or a sparse graph over Z/p. The file holds \
      one matrix: .npy, .npz (name the array with --map points=NAME where there are several; also what scipy.sparse.save_npz writes), \
      .h5, .csv, .tsv or text. What Ripser reads is read too: --format lower-distance, upper-distance, distance, point-cloud or \
      sparse (rows i j d); a triangle of distances is recognised by itself. With --max-dimension 0 a million points are no trouble. \
      --approximate 0.5 computes large clouds with every birth and death right up to the factor 1.5.
      """,
    example: "canns-analyze persistence points.npy -o results --max-dimension 2 --coefficient 2", version: 2,
    references: [.bauer2021, .cavanna2015, .march2010], inputName: "POINTS")

  public static func run(
    _ input: Input, parameters: PersistenceStageParameters, context: RunContext
  ) throws -> PersistenceStageResult {
    let source = try input.numbers.source(parameters.format, isDistance: parameters.distanceMatrix)
    var result = try PersistenceComputation(parameters: parameters, context: context).result(of: source)
    if case .cloud = source, parameters.format == .auto, input.numbers.looksLikeDistances {
      result.warnings.append(
        "The matrix is square, symmetric and zero on the diagonal, as distances are, and was read as points; --distance-matrix takes it as distances."
      )
    }
    return result
  }

  public static func figures(
    _ result: PersistenceStageResult, parameters: PersistenceStageParameters, config: PlotConfig
  ) -> [NamedFigure] {
    // A figure of a million points shows nothing and takes as many marks.
    let most = 5000
    let diagrams = result.persistence.diagrams.map { $0.prefix(most).map { (birth: $0.birth, death: $0.death) } }
    let omitted = result.persistence.diagrams.map { max(0, $0.count - most) }.reduce(0, +)
    let note = omitted > 0 ? " The \(omitted) shortest are not drawn." : ""
    return [
      NamedFigure(
        "barcode", barcodeFigure(diagrams: diagrams, distanceLabel: "Distance", config: config),
        caption:
          "Persistence barcode of \(result.persistence.points) points over Z/\(result.persistence.coefficient), longest bars first.\(note)"
      ),
      NamedFigure(
        "birth-death", birthDeathFigure(diagrams: diagrams, config: config),
        caption: "Birth and death of every class; points far above the diagonal live long.\(note)"),
    ]
  }

  public static func methods(_ parameters: PersistenceStageParameters, result: PersistenceStageResult) -> String {
    let isGiven = parameters.distanceMatrix || ![.auto, .pointCloud].contains(parameters.format)
    let distance = isGiven ? "the given distances" : "\(parameters.metric.rawValue) distances"
    if let error = result.approximation {
      return
        "Vietoris-Rips persistent cohomology of \(result.persistence.points) points was approximated from \(distance) by a sparse filtration, with births and deaths right up to the factor \(formatted(1 + error)), over Z/\(parameters.coefficient) up to dimension \(parameters.maxDimension) [@cavanna2015; @bauer2021]."
    }
    return
      "Vietoris-Rips persistent cohomology of \(result.persistence.points) points was computed from \(distance) over Z/\(parameters.coefficient) up to dimension \(parameters.maxDimension) and distance \(formatted(result.persistence.threshold)) [@bauer2021]."
  }

  public static func texts(
    _ result: PersistenceStageResult, parameters: PersistenceStageParameters
  ) -> [NamedText] {
    parameters.text ? [NamedText(fileExtension: "txt", text: result.persistence.ripserText)] : []
  }
}
