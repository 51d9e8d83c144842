import ArrayNumerics
import Schema

/// States at rest, a row each, and what the dynamics do around them.
struct PointTable: FieldTable, Equatable {
  /// `[point, neuron]`
  var states: Matrix<Double>
  /// The largest |F − u| that is left, of each.
  var residual: [Double]
  /// rad, one for each axis; `nil` for neurons without a place.
  var center: DataArray?
  /// The largest activity of each; `nil` for neurons without a place.
  var height: [Double]?
  /// `[point, eigenvalue]`, per unit of time, largest real part first.
  var eigenvalues: Matrix<Double>
  /// The same of their imaginary parts.
  var imaginary: Matrix<Double>
  /// Directions in which each is left.
  var morseIndex: [Int]
  /// `stable`, `marginal`, `unstable`.
  var stability: [String]
  /// The family of each.
  var orbit: [Int]
  /// `[point, axis]`, on the axes along which the points differ most.
  var components: Matrix<Double>
  /// How far a simulation from each went; `nil` where none was asked for.
  var change: [Double]?
  /// rad, of the neurons along an axis; `nil` for neurons without a place.
  var axis: [Double]?

  static let fields = Field<PointTable>.table {
    Field.array("fixed_points", \.states, axes: ["point", "neuron"], "the states at rest, a row each")
    Field.array("residual", \.residual, axes: ["point"], "largest |F - u| that is left")
    Field.array(
      "center", \.center, unit: "rad", type: "float64",
      "where the bump is, in [0, 2 pi), x and y on a torus; NaN without one bump")
    Field.array("height", \.height, axes: ["point"], "largest activity")
    Field.array(
      "eigenvalues", \.eigenvalues, unit: "per unit of time", axes: ["point", "eigenvalue"],
      "real parts of the eigenvalues of the linearised dynamics, largest first")
    Field.array(
      "eigenvalues_imag", \.imaginary, unit: "per unit of time", axes: ["point", "eigenvalue"], "their imaginary parts")
    Field.array("morse_index", \.morseIndex, axes: ["point"], "directions in which the point is left")
    Field.array("stability", \.stability, axes: ["point"], "stable, marginal (a point of a continuous attractor) or unstable")
    Field.array("orbit", \.orbit, axes: ["point"], "family to which the point belongs: its row of the arrays orbit_*")
    Field.array(
      "components", \.components, axes: ["point", "component"], "coordinates on the axes along which the points differ most")
    Field.array("simulated_change", \.change, axes: ["point"], "largest change of the activity in a simulation from the point")
    Field.array("x", \.axis, unit: "rad", axes: ["axis"], "place of the neurons along an axis of the model")
  }
}

extension PointTable {
  init(from fields: FieldReader<PointTable>) throws {
    states = try fields[\.states]
    residual = try fields[\.residual]
    center = try fields[\.center]
    height = try fields[\.height]
    eigenvalues = try fields[\.eigenvalues]
    imaginary = try fields[\.imaginary]
    morseIndex = try fields[\.morseIndex]
    stability = try fields[\.stability]
    orbit = try fields[\.orbit]
    components = try fields[\.components]
    change = try fields[\.change]
    axis = try fields[\.axis]
  }

  /// How many there are.
  var count: Int { residual.count }
}

/// Families of states at rest: single ones, circles, tori.
struct FamilyTable: FieldTable, Equatable {
  /// In words.
  var names: [String]
  /// Rows of the points that belong to each.
  var points: [Int]
  /// 0 for single states, 1 for a circle, 2 for a torus.
  var dimensions: [Int]
  /// Single states that the symmetry makes of each.
  var copies: [Int]
  /// What each adds to the sum of indices; NaN where that cannot be told.
  var indices: [Double]

  static let fields = Field<FamilyTable>.table {
    Field.array("orbit_name", \.names, axes: ["orbit"], "what the family is")
    Field.array("orbit_points", \.points, axes: ["orbit"], "points of the family that are listed")
    Field.array(
      "orbit_dimension", \.dimensions, axes: ["orbit"], "0 for single states, 1 for a circle of them, 2 for a torus")
    Field.array("orbit_copies", \.copies, axes: ["orbit"], "single states that the symmetry of the network makes of it")
    Field.array(
      "orbit_index", \.indices, axes: ["orbit"],
      "part in the sum of indices, (-1)^(real eigenvalues of F' above 1) for a single state; NaN if it cannot be told")
  }
}

extension FamilyTable {
  init(from fields: FieldReader<FamilyTable>) throws {
    names = try fields[\.names]
    points = try fields[\.points]
    dimensions = try fields[\.dimensions]
    copies = try fields[\.copies]
    indices = try fields[\.indices]
  }

  /// 1 for a complete list; `nil` where an index cannot be told.
  var indexSum: Int? { indices.contains { !$0.isFinite } ? nil : Int(indices.reduce(0, +)) }
}
