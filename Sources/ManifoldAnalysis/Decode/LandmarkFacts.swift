import ArrayNumerics
import Schema
import Topology

/// How the angles of the landmarks were found.
public struct LandmarkFacts: FieldTable {
  /// The distance at which each class was taken.
  public var thresholds: [Double]
  /// Edges of each class's graph.
  public var edges: [Int]
  /// Landmarks in no edge of a graph.
  public var outside: Int
  /// Whether each class lifts to an integer cocycle; where it does not, the coordinate has no meaning.
  public var integerCocycles: [Bool]
  /// Gram matrix of the harmonic forms.
  public var gram: [[Double]]
  /// Angle of the lattice of two circles, degrees.
  public var latticeAngle: Double?
  /// Ratio of the lengths of the two forms, at least 1.
  public var latticeRatio: Double?

  init(_ landmarks: LandmarkCoordinates) {
    thresholds = landmarks.thresholds
    edges = landmarks.edgesUsed
    outside = landmarks.landmarksOutside.count
    integerCocycles = landmarks.integerCocycle
    gram = landmarks.gram
    // Both or none, as they belong together.
    let lattice = landmarks.latticeAngle.flatMap { angle in landmarks.latticeRatio.map { (angle * 180 / .pi, $0) } }
    (latticeAngle, latticeRatio) = (lattice?.0, lattice?.1)
  }

  public static let fields = Field<LandmarkFacts>.table {
    Field.number("thresholds", \.thresholds, "distance at which each class was taken")
    Field.number("edges", \.edges, "edges of each class's graph")
    Field.number("landmarks_outside", \.outside, "landmarks in no edge of a graph")
    Field.number("integer_cocycle", \.integerCocycles, "whether each class lifts to an integer cocycle")
    Field.number("gram", \.gram, "Gram matrix of the harmonic forms")
    Field.number("lattice_angle_deg", \.latticeAngle, "angle of the lattice of two circles")
    Field.number("lattice_ratio", \.latticeRatio, "ratio of the lengths of the two forms")
  }

  init?(from fields: FieldReader<LandmarkFacts>) throws {
    guard fields.holds(\.thresholds) else { return nil }
    thresholds = try fields.number(\.thresholds)
    edges = try fields.number(\.edges)
    outside = try fields.number(\.outside)
    integerCocycles = try fields.number(\.integerCocycles)
    gram = try fields.number(\.gram)
    latticeAngle = try fields.number(\.latticeAngle)
    latticeRatio = try fields.number(\.latticeRatio)
  }
}
