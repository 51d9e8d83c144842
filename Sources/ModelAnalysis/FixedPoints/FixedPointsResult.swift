import ArrayNumerics
import Schema
import Stages

/// The states at rest of a network, their stability, and what became of them.
public struct FixedPointsResult: StageResult {
  /// Every point.
  var points: PointTable
  /// What they belong to.
  var families: FamilyTable
  /// What is told of recurrent weights besides.
  var recurrent: RecurrentTable?
  /// What a descent on the speed left; only in compatibility with BrainPy.
  var descent: DescentTable?
  /// Simulations from the points; `nil` where none were asked for.
  var relaxation: RelaxationTable?
  /// Where bumps drift; `nil` without a ring that holds one.
  var drift: DriftTable?
  /// The branch of a parameter; `nil` where none was asked for.
  var branch: BranchTable?
  /// What is told of the curves of recurrent weights besides.
  var curves: CurveTable?
  /// Bumps that travel by themselves; `nil` without adaptation.
  var travel: TravelTable?
  /// Orbits under a drive that comes back; `nil` for states at rest.
  var orbits: OrbitTable?
  /// Eigenvectors; `nil` where none were asked for.
  var vectors: EigenvectorTable?
  /// What was looked at.
  var facts: FixedPointsFacts
  /// What to be warned of.
  public var notes: StageNotes

  public static let fields = Field<FixedPointsResult>.table {
    Field.part(\.points)
    Field.part(\.families)
    Field.part(\.recurrent)
    Field.part(\.descent)
    Field.part(\.branch)
    Field.part(\.curves)
    Field.part(\.drift)
    Field.part(\.relaxation)
    Field.part(\.travel)
    Field.part(\.orbits)
    Field.part(\.vectors)
    Field.part(\.facts)
    Field.number("points", \.points.count, "points that are listed")
    Field.number("families", \.families.names.count, "families of them")
    Field.number("largest_residual", \.largestResidual, "largest |F - u| of all points")
    Field.number("index_sum", \.families.indexSum, "sum of the indices of the single states, 1 for a complete list")
  }

  public init(from stored: StoredResult<FixedPointsResult>) throws {
    points = try PointTable(from: stored.fields.part(PointTable.self))
    families = try FamilyTable(from: stored.fields.part(FamilyTable.self))
    recurrent = try RecurrentTable(from: stored.fields.part(RecurrentTable.self))
    descent = try DescentTable(from: stored.fields.part(DescentTable.self))
    relaxation = try RelaxationTable(from: stored.fields.part(RelaxationTable.self))
    drift = try DriftTable(from: stored.fields.part(DriftTable.self))
    branch = try BranchTable(from: stored.fields.part(BranchTable.self))
    curves = try CurveTable(from: stored.fields.part(CurveTable.self))
    travel = try TravelTable(from: stored.fields.part(TravelTable.self))
    orbits = try OrbitTable(from: stored.fields.part(OrbitTable.self))
    vectors = try EigenvectorTable(from: stored.fields.part(EigenvectorTable.self))
    facts = try FixedPointsFacts(from: stored.fields.part(FixedPointsFacts.self))
    notes = stored.notes
    guard points.orbit.allSatisfy(families.names.indices.contains) else {
      throw FieldError.unfit("'orbit' names a family that is not there")
    }
  }

  init(
    points: PointTable, families: FamilyTable, recurrent: RecurrentTable?, descent: DescentTable?,
    relaxation: RelaxationTable?, drift: DriftTable?, branch: BranchTable?, curves: CurveTable?, travel: TravelTable?,
    orbits: OrbitTable?, vectors: EigenvectorTable?, facts: FixedPointsFacts, notes: StageNotes
  ) {
    (self.points, self.families, self.recurrent, self.relaxation) = (points, families, recurrent, relaxation)
    self.descent = descent
    (self.drift, self.branch, self.facts, self.notes) = (drift, branch, facts, notes)
    (self.curves, self.travel, self.orbits, self.vectors) = (curves, travel, orbits, vectors)
  }

  /// Of all points.
  var largestResidual: Double { points.residual.max() ?? 0 }

  /// Whether the network was let go from many states, since nothing closer is known of its equations.
  var isReleased: Bool { recurrent == nil && orbits == nil && points.axis == nil }

  /// Rows of the points of a family.
  func rows(of family: Int) -> [Int] { points.orbit.indices.filter { points.orbit[$0] == family } }

  /// The first point of each family.
  var firstRows: [Int] { families.names.indices.map { family in points.orbit.firstIndex(of: family) ?? 0 } }
}

/// What was looked at, in numbers and words.
struct FixedPointsFacts: FieldTable, Equatable {
  /// The name of the model, or of the file.
  var model: String
  /// `k=0.1, a=0.5, …`; empty for recurrent weights.
  var parameters: String
  /// How many there are.
  var neurons: Int
  /// Along each axis; 0 for neurons without a place.
  var dimensions: Int
  /// The inhibition above which theory has no bump.
  var criticalInhibition: Double?
  /// The height of the bump by theory.
  var theoryHeight: Double?
  /// In units of the model's time.
  var timeConstant: Double
  /// States from which a network that was let go did not come to rest; `nil` for one that was not.
  var lostStarts: Int?
  /// Of those that hold a shape and drift slowly; `nil` as before.
  var driftingStarts: Int?
  /// The part of its largest value by which the fastest of them changes in a time constant; `nil` without one.
  var fastestDrift: Double?

  static let fields = Field<FixedPointsFacts>.table {
    Field.number("network", \.model, "the model, or the file of the weights")
    Field.number("network_parameters", \.parameters, "its parameters")
    Field.number("neurons", \.neurons, "neurons")
    Field.number("dimensions", \.dimensions, "axes along which the neurons stand; 0 for none")
    Field.number("critical_inhibition", \.criticalInhibition, "k above which theory has no bump")
    Field.number("height_of_theory", \.theoryHeight, "height of the stable bump in theory")
    Field.number("time_constant", \.timeConstant, "time constant of the activity, in the model's unit of time")
    Field.number("starts_without_rest", \.lostStarts, "states from which a network that was let go did not come to rest")
    Field.number(
      "starts_that_drift", \.driftingStarts, "states from which it held a shape that still drifted after 200 time constants")
    Field.number(
      "fastest_drift", \.fastestDrift, "part of its largest value by which the fastest of these changes in a time constant")
  }
}

extension FixedPointsFacts {
  init(from fields: FieldReader<FixedPointsFacts>) throws {
    model = try fields.number(\.model)
    parameters = try fields.number(\.parameters)
    neurons = try fields.number(\.neurons)
    dimensions = try fields.number(\.dimensions)
    criticalInhibition = try fields.number(\.criticalInhibition)
    theoryHeight = try fields.number(\.theoryHeight)
    timeConstant = try fields.number(\.timeConstant)
    lostStarts = try fields.number(\.lostStarts)
    driftingStarts = try fields.number(\.driftingStarts)
    fastestDrift = try fields.number(\.fastestDrift)
  }
}
