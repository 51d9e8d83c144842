import ArrayNumerics
import LearningModels
import Schema
import Stages

/// What linear neurons have learned, beside the true components.
public struct ComponentResult: StageResult {
  /// `[output, input]`.
  public var weights: Matrix<Float>
  /// `[pattern, output]`.
  public var outputs: Matrix<Double>
  /// Epoch by epoch.
  public var history: LearningHistory
  /// Of the second moments, largest first; empty where there are too many inputs.
  public var eigenvalues: [Double]
  /// Degrees, `[epoch, output]`.
  public var angles: Matrix<Double>?
  /// The component that each neuron should find, from 0, `[output]`.
  public var components: [Int]
  /// How far the eigenvalue of it stands from its neighbours, as a part of itself, `[output]`.
  public var gaps: [Double]?
  /// Rows and columns of a picture; empty for other patterns.
  public var pictureShape: [Int]
  /// How many patterns there were.
  public var patternCount: Int
  public var notes: StageNotes

  public static let fields = Field<ComponentResult>.table {
    Field.array("weights", \.weights, axes: ["output", "input"], "weights of each neuron")
    Field.array("outputs", \.outputs, axes: ["pattern", "output"], "answers to the patterns after learning")
    Field.part(\.history)
    Field.array("eigenvalues", \.eigenvalues, "of the second moments of the patterns, largest first; empty above 1500 inputs")
    Field.array("angle", \.angles, unit: "deg", axes: ["epoch", "output"], "angle between weights and true component")
    Field.array("component", \.components, axes: ["output"], "component that a neuron should find, counted from 0")
    Field.array("eigengap", \.gaps, axes: ["output"], "distance of its eigenvalue from the nearest other one, over itself")
    Field.array("picture_shape", \.pictureShape, "rows and columns of a picture; empty for other patterns")
    Field.number("patterns", \.patternCount, "patterns")
    Field.number("largest_angle_deg", \.largestAngle, "largest angle of a neuron to its component at the end")
    Field.number(
      "smallest_eigengap", \.smallestGap, "smallest distance of an eigenvalue that was sought from another, over itself")
  }

  public init(from stored: StoredResult<ComponentResult>) throws {
    weights = try stored[\.weights]
    outputs = try stored[\.outputs]
    history = try LearningHistory(from: stored.fields.part(LearningHistory.self))
    eigenvalues = try stored[\.eigenvalues]
    angles = try stored[\.angles]
    components = try stored[\.components]
    gaps = try stored[\.gaps]
    pictureShape = try stored[\.pictureShape]
    patternCount = try stored.number(\.patternCount)
    notes = stored.notes
    guard pictureShape.isEmpty || (pictureShape.count == 2 && pictureShape[0] * pictureShape[1] == weights.columns) else {
      throw FieldError.unfit("'picture_shape' does not fit the \(weights.columns) inputs")
    }
  }

  init(
    weights: Matrix<Double>, outputs: Matrix<Double>, history: TrainingHistory, truth: PrincipalDirections?,
    angles: [[Double]], components: [Int], shape: (rows: Int, columns: Int)?, notes: StageNotes
  ) {
    self.weights = weights.map(Float.init)
    self.outputs = outputs
    self.history = LearningHistory(history)
    eigenvalues = truth?.eigenvalues ?? []
    self.angles = truth.map { _ in
      Matrix(rows: angles.count, columns: weights.rows, elements: angles.flatMap { $0 })
    }
    self.components = components
    gaps = truth.map { truth in components.map { truth.gap(of: $0) } }
    pictureShape = shape.map { [$0.rows, $0.columns] } ?? []
    patternCount = outputs.rows
    self.notes = notes
  }
}

extension ComponentResult {
  /// Degrees, of each neuron.
  var lastAngles: [Double] { angles.map { $0.rows > 0 ? Array($0.row($0.rows - 1)) : [] } ?? [] }
  /// Degrees.
  var largestAngle: Double? { lastAngles.max() }
  var smallestGap: Double? { gaps?.min() }
}
