import ArrayNumerics
import Schema
import TorusGeometry

/// The wave of each circle across the arena, with what is as strong by chance.
public struct PhaseWaves: FieldTable {
  /// Along x and y, rad/m, `[circle, 2]`.
  public var vectors: Matrix<Double>
  /// Phase at the origin, rad in [0, 2π), `[circle]`.
  public var offsets: [Double]
  /// Mean cosine of angle less wave over the samples, 0 to 1, `[circle]`.
  public var strengths: [Double]
  /// Strengths of the waves of rolled angles, `[circle, roll]`; no rolls where none were asked for or the session is too short.
  public var nullStrengths: Matrix<Double>
  /// (1 + rolls as strong) / (1 + rolls), `[circle]`; 1 without rolls.
  public var p: [Double]

  public static let fields = Field<PhaseWaves>.table {
    Field.array("wave_vectors", \.vectors, unit: "rad/m", axes: ["circle", "2"], "wave vector x, y of each circle")
    Field.array("wave_offset", \.offsets, unit: "rad", axes: ["circle"], "phase of the wave at x = y = 0")
    Field.array(
      "wave_strength", \.strengths, axes: ["circle"], "mean cosine of angle less wave over the samples, 0 to 1")
    Field.array("null_strength", \.nullStrengths, axes: ["circle", "roll"], "the same of angles rolled against the places")
    Field.array("p", \.p, axes: ["circle"], "part of the rolls as strong, 1 without rolls")
    Field.number("wave_strength", \.strengths, "mean cosine of angle less wave over the samples")
    Field.number("wave_p", \.p, "part of the rolls as strong, 1 without rolls")
    Field.number("rolls", \.rolls, "rolls of the angles against the places")
  }

  /// Rolls of each circle.
  public var rolls: Int { nullStrengths.columns }

  /// - Parameters:
  ///   - fits: one for each circle.
  ///   - nulls: the same, or none.
  init(_ fits: [StripeFit], nulls: [StripeNull]) {
    vectors = Matrix(rows: fits.count, columns: 2, elements: fits.flatMap { [$0.kx, $0.ky] })
    offsets = fits.map(\.offset)
    strengths = fits.map(\.strength)
    let rolls = nulls.first?.strengths.count ?? 0
    nullStrengths = Matrix(rows: fits.count, columns: rolls, elements: nulls.flatMap(\.strengths))
    p = nulls.isEmpty ? fits.map { _ in 1 } : nulls.map(\.p)
  }

  /// `nil` when there are no waves.
  init?(from fields: FieldReader<PhaseWaves>) throws {
    guard fields.holds(\.vectors) else { return nil }
    vectors = try fields[\.vectors]
    offsets = try fields[\.offsets]
    strengths = try fields[\.strengths]
    nullStrengths = try fields[\.nullStrengths]
    p = try fields[\.p]
  }
}

/// The lattice of the two circles in the arena, and the angles that advance along it.
public struct LatticeInArena: FieldTable {
  /// Displacements after which both angles repeat.
  public var lattice: PhaseLattice
  /// The decoded angles in the basis of these displacements, rad in [0, 2π), `[row, 2]`.
  public var alignedCoordinates: Matrix<Double>

  public static let fields = Field<LatticeInArena>.table {
    Field.array(
      "lattice_vectors", \.vectors, unit: "m", axes: ["2", "2"],
      "displacements after which both angles repeat, as rows x, y; the second counter-clockwise of the first")
    Field.array("lattice_angle_deg", \.lattice.angle, unit: "deg", axes: [], "angle between them")
    Field.array("lattice_lengths", \.lattice.lengths, unit: "m", axes: ["2"], "their lengths")
    Field.array(
      "change_of_basis", \.basis, axes: ["2", "2"],
      "whole numbers W: displacements of the decoded angles times W are lattice_vectors")
    Field.array(
      "aligned_coordinates", \.alignedCoordinates, unit: "rad", axes: ["row", "2"],
      "decoded angles in the basis of lattice_vectors, the inverse of W times the angles; rows as in decode")
    Field.number("lattice_angle_deg", \.lattice.angle, "angle between the displacements after which both angles repeat")
    Field.number("lattice_lengths_m", \.lattice.lengths, "their lengths")
  }

  init(_ lattice: PhaseLattice, coordinates: Matrix<Double>) {
    self.lattice = lattice
    let rows = lattice.inverseBasis.map { $0.map(Double.init) }
    var aligned = coordinates
    for row in 0..<coordinates.rows {
      let (first, second) = (coordinates[row, 0], coordinates[row, 1])
      for circle in 0..<2 { aligned[row, circle] = wrapAngle(rows[circle][0] * first + rows[circle][1] * second) }
    }
    alignedCoordinates = aligned
  }

  /// `nil` when there is no lattice.
  init?(from fields: FieldReader<LatticeInArena>) throws {
    guard fields.holds(\.vectors) else { return nil }
    let basis = try fields[\.basis]
    lattice = PhaseLattice(vectors: try fields[\.vectors].elements, basis: (0..<2).map { Array(basis.row($0)) })
    alignedCoordinates = try fields[\.alignedCoordinates]
  }

  private var vectors: Matrix<Double> {
    Matrix(rows: 2, columns: 2, elements: [lattice.first.x, lattice.first.y, lattice.second.x, lattice.second.y])
  }
  private var basis: Matrix<Int> { Matrix(rows: 2, columns: 2, elements: lattice.basis.flatMap { $0 }) }
}
