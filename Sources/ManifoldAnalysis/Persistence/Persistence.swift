import ArrayNumerics
import Foundation
import Plotting
import Recordings
import Schema
import Stages
import Topology

/// Persistent cohomology of any point cloud or distance matrix.
public enum Persistence: Stage {
  /// The numbers of one file, or a matrix at hand.
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.file]
    /// The numbers of the file, before it is said what they mean.
    public var numbers: PersistenceNumbers
    /// What stands beside the numbers of a table.
    public var labels = PersistenceLabels()

    public init(numbers: PersistenceNumbers) { self.numbers = numbers }
    /// `[point, coordinate]`, or the distances `[point, point]`.
    public init(matrix: Matrix<Double>) { numbers = .matrix(matrix) }
    public init(from source: InputSource, for consumer: String) throws {
      let file = try FileInput(from: source, for: consumer)
      try self.init(contentsOf: file.url, chosen: file.options.map["points"])
    }
  }

  public static let description = StageDescription(
    key: "persistence", group: .general, title: "Persistent cohomology",
    summary: "Vietoris-Rips persistence of any points or distances",
    purpose: """
      Computes the Vietoris-Rips persistent cohomology of a point cloud, a distance matrix or a sparse graph over Z/p. The \
      file holds one matrix: .npy, .npz (name the array with --map points=NAME where there are several; also what \
      scipy.sparse.save_npz writes), .h5, .csv, .tsv or text. What Ripser reads is read too: --format lower-distance, \
      upper-distance, distance, point-cloud or sparse (rows i j d); a triangle of distances is recognised by itself. With \
      --max-dimension 0 a million points are no trouble. --approximate 0.5 computes large clouds with every birth and death \
      right up to the factor 1.5.
      """,
    example: "canns-analyze persistence points.npy -o results --max-dimension 2 --coefficient 2", version: 3,
    references: [.bauer2021, .cavanna2015, .march2010], inputName: "POINTS")

  public static func run(
    _ input: Input, parameters: PersistenceStageParameters, context: RunContext
  ) throws -> PersistenceStageResult {
    var (numbers, warnings) = (input.numbers, [String]())
    if parameters.format == .auto { (numbers, warnings) = input.numbers.withoutLabels(input.labels) }
    let source = try numbers.source(parameters.format, isDistance: parameters.distanceMatrix)
    var result = try PersistenceComputation(parameters: parameters, context: context).result(of: source)
    if case .cloud = source, parameters.format == .auto { warnings += numbers.doubtsAboutPoints }
    result.notes.warnings += warnings
    return result
  }

  public static func texts(
    _ result: PersistenceStageResult, parameters: PersistenceStageParameters
  ) -> [NamedText] {
    parameters.text ? [NamedText(fileExtension: "txt", text: result.persistence.ripserText)] : []
  }
}
