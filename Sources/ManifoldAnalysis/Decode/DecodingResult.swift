import ArrayNumerics
import Stages

/// Decoded coordinates with their confidence.
public struct DecodingResult: StageResult {
  /// `[K, C]` rad in [0, 2π).
  public var coordinates: Matrix<Double>
  /// `[K, C]` between 0 and 1.
  public var confidence: Matrix<Double>
  /// Rows of the embedding.
  public var rows: [Int]
  /// s
  public var times: [Double]
  /// `[P, C]` rad, NaN for a landmark outside the graph.
  public var landmarkCoordinates: Matrix<Double>
  /// Votes of the cells that were used, `[N, C]`: sum over landmarks of the cosine (sine) of the angle times the z-scored rate.
  public var cosineWeights: Matrix<Double>
  public var sineWeights: Matrix<Double>
  /// Integer change of basis that was applied to the classes, `[C, C]`.
  public var basis: [[Int]]
  /// The measured head direction, turned and reflected to fit the decoded angle as well as it can, rad; for comparison only.
  public var alignedHeadDirection: [Double]?
  /// What the latent decoder says besides; `nil` for the population vector.
  public var latent: LatentDetails?
  public var summary: StageSummary

  public init(
    coordinates: Matrix<Double>, confidence: Matrix<Double>, rows: [Int], times: [Double],
    landmarkCoordinates: Matrix<Double>, cosineWeights: Matrix<Double>, sineWeights: Matrix<Double>,
    basis: [[Int]], alignedHeadDirection: [Double]?, latent: LatentDetails? = nil, summary: StageSummary
  ) {
    self.latent = latent
    self.coordinates = coordinates
    self.confidence = confidence
    self.rows = rows
    self.times = times
    self.landmarkCoordinates = landmarkCoordinates
    self.cosineWeights = cosineWeights
    self.sineWeights = sineWeights
    self.basis = basis
    self.alignedHeadDirection = alignedHeadDirection
    self.summary = summary
  }

  public var circles: Int { coordinates.columns }

  public var arrays: [ResultArray] {
    var arrays = [
      ResultArray(
        "coordinates", DataArray(coordinates), unit: "rad", meaning: "decoded angle [time, circle] in [0, 2 pi)"),
      ResultArray(
        "confidence", DataArray(confidence),
        meaning: latent == nil
          ? "length of the vote over its length if all cells agreed, 0 to 1"
          : "resultant length of the posterior, 0 to 1"),
      ResultArray("rows", DataArray(rows), meaning: "rows of embed"),
      ResultArray("t", DataArray(times), unit: "s", meaning: "time of each row"),
      ResultArray(
        "landmark_coordinates", DataArray(landmarkCoordinates), unit: "rad",
        meaning: "angle of each landmark; NaN outside the graph"),
      ResultArray(
        "weights_cos", DataArray(cosineWeights), meaning: "vote of each cell, cosine [cell, circle]; NaN for a cell left out"),
      ResultArray(
        "weights_sin", DataArray(sineWeights), meaning: "vote of each cell, sine [cell, circle]; NaN for a cell left out"),
      ResultArray(
        "basis", DataArray(basis.flatMap { $0 }, shape: [basis.count, basis.count]),
        meaning: "integer change of basis applied to the classes"),
    ]
    if let alignedHeadDirection {
      arrays.append(
        ResultArray(
          "aligned_head_direction", DataArray(alignedHeadDirection), unit: "rad",
          meaning: "measured head direction, rotated and reflected onto the decoded angle"))
    }
    return arrays + (latent?.arrays ?? [])
  }

  public init(from stored: StoredResult) throws {
    let coordinates = try stored.doubleMatrix("coordinates")
    let entries = try stored.integers("basis")
    let size = coordinates.columns
    guard entries.count == size * size else {
      throw StageError.damagedResult(file: stored.file, reason: "'basis' is not \(size) x \(size)")
    }
    self.init(
      coordinates: coordinates, confidence: try stored.doubleMatrix("confidence"),
      rows: try stored.integers("rows"), times: try stored.doubles("t"),
      landmarkCoordinates: try stored.doubleMatrix("landmark_coordinates"),
      cosineWeights: try stored.doubleMatrix("weights_cos"), sineWeights: try stored.doubleMatrix("weights_sin"),
      basis: (0..<size).map { row in Array(entries[row * size..<(row + 1) * size]) },
      alignedHeadDirection: stored.optionalArray("aligned_head_direction")?.doubles,
      latent: try LatentDetails(from: stored, circles: size), summary: StageSummary(stored.record))
  }
}
