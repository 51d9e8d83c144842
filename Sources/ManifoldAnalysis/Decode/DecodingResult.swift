import ArrayNumerics
import Schema
import Stages

/// Decoded coordinates with their confidence, of either decoder.
public struct DecodingResult: StageResult {
  /// Decoded angles, `[K, C]`, rad in [0, 2π).
  public var coordinates: Matrix<Double>
  /// `[K, C]`, 0 to 1: length of the vote over its length if all cells agreed, or resultant length of the posterior.
  public var confidence: Matrix<Double>
  /// `[K]`, rows of the embedding that were decoded, ascending.
  public var rows: [Int]
  /// `[K]`, time of each, s.
  public var times: [Double]
  /// Angles of the landmarks, `[P, C]`, rad in [0, 2π), NaN for a landmark outside the graph.
  public var landmarkCoordinates: Matrix<Double>
  /// Votes of the cells, `[N, C]`: sum over landmarks of the cosine of the angle times the z-scored rate; NaN for a cell that
  /// was not used.
  public var cosineWeights: Matrix<Double>
  /// As `cosineWeights`, with the sine of the angle.
  public var sineWeights: Matrix<Double>
  /// Integer change of basis that was applied to the classes, `[C, C]`.
  public var basis: [[Int]]
  /// Rows of the embedding in all.
  public var embeddedRows: Int
  /// How the angles of the landmarks were found; `nil` with the tuning of another session.
  public var landmarks: LandmarkFacts?
  /// The measured head direction, for comparison only.
  public var headDirection: HeadDirectionAgreement?
  /// The angles that the recording was simulated with, for comparison only; `nil` for what was recorded.
  public var truth: TruthAgreement?
  /// What the latent decoder says besides; `nil` for the population vector.
  public var latent: LatentDetails?
  public var notes: StageNotes

  public init(
    coordinates: Matrix<Double>, confidence: Matrix<Double>, rows: [Int], times: [Double],
    landmarkCoordinates: Matrix<Double>, cosineWeights: Matrix<Double>, sineWeights: Matrix<Double>,
    basis: [[Int]], embeddedRows: Int, landmarks: LandmarkFacts? = nil, headDirection: HeadDirectionAgreement? = nil,
    truth: TruthAgreement? = nil, latent: LatentDetails? = nil, notes: StageNotes = StageNotes()
  ) {
    self.coordinates = coordinates
    self.confidence = confidence
    self.rows = rows
    self.times = times
    self.landmarkCoordinates = landmarkCoordinates
    self.cosineWeights = cosineWeights
    self.sineWeights = sineWeights
    self.basis = basis
    self.embeddedRows = embeddedRows
    self.landmarks = landmarks
    self.headDirection = headDirection
    self.truth = truth
    self.latent = latent
    self.notes = notes
  }

  /// Circles that were decoded.
  public var circles: Int { coordinates.columns }

  public static let fields = Field<DecodingResult>.table {
    Field.array("coordinates", \.coordinates, unit: "rad", axes: ["row", "circle"], "decoded angle in [0, 2 pi)")
    Field.array(
      "confidence", \.confidence, axes: ["row", "circle"],
      .of(\.meaningOfConfidence, "how sure the angle is, 0 to 1"))
    Field.array("rows", \.rows, axes: ["row"], "rows of embed")
    Field.array("t", \.times, unit: "s", axes: ["row"], "time of each row")
    Field.array(
      "landmark_coordinates", \.landmarkCoordinates, unit: "rad", axes: ["landmark", "circle"],
      "angle of each landmark; NaN outside the graph")
    Field.array(
      "weights_cos", \.cosineWeights, axes: ["cell", "circle"], "vote of each cell, cosine; NaN for a cell left out")
    Field.array("weights_sin", \.sineWeights, axes: ["cell", "circle"], "vote of each cell, sine; NaN for a cell left out")
    Field.array("basis", \.basisMatrix, axes: ["circle", "circle"], "integer change of basis applied to the classes")
    Field.number("circles", \.circles, "circles")
    Field.number("bins_decoded", \.rows.count, "rows with coordinates")
    Field.number("bins_embedded", \.embeddedRows, "rows of embed")
    Field.number("median_confidence", \.medianConfidence, "median of the confidence")
    Field.part(\.landmarks)
    Field.part(\.headDirection)
    Field.part(\.truth)
    Field.part(\.latent)
  }

  public init(from stored: StoredResult<DecodingResult>) throws {
    let basis = try stored[\.basisMatrix]
    let coordinates = try stored[\.coordinates]
    let rows = try stored[\.rows]
    guard zip(rows, rows.dropFirst()).allSatisfy(<) else { throw FieldError.unfit("'rows' does not ascend") }
    self.init(
      coordinates: coordinates, confidence: try stored[\.confidence], rows: rows, times: try stored[\.times],
      landmarkCoordinates: try stored[\.landmarkCoordinates], cosineWeights: try stored[\.cosineWeights],
      sineWeights: try stored[\.sineWeights], basis: (0..<basis.rows).map { Array(basis.row($0)) },
      embeddedRows: try stored.number(\.embeddedRows),
      landmarks: try LandmarkFacts(from: stored.fields.part(LandmarkFacts.self)),
      headDirection: try HeadDirectionAgreement(from: stored.fields.part(HeadDirectionAgreement.self)),
      truth: try TruthAgreement(from: stored.fields.part(TruthAgreement.self)),
      latent: try LatentDetails(from: stored.fields.part(LatentDetails.self), circles: coordinates.columns),
      notes: stored.notes)
  }
}

extension DecodingResult {
  fileprivate var basisMatrix: Matrix<Int> {
    Matrix(rows: basis.count, columns: basis.count, elements: basis.flatMap { $0 })
  }
  var medianConfidence: Double { median(confidence.elements) }
  private var meaningOfConfidence: String {
    latent == nil
      ? "length of the vote over its length if all cells agreed, 0 to 1" : "resultant length of the posterior, 0 to 1"
  }
}
