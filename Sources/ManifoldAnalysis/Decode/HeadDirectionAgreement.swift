import ArrayNumerics
import PopulationActivity
import Schema

/// How well a decoded ring follows the measured head direction, after the best rotation and reflection.
public struct HeadDirectionAgreement: FieldTable {
  /// The measured head direction, turned and reflected to fit the decoded angle as well as it can, `[K]` rad; NaN where
  /// unknown.
  public var aligned: [Double]
  /// Median of the absolute difference, degrees.
  public var medianError: Double

  public static let fields = Field<HeadDirectionAgreement>.table {
    Field.array(
      "aligned_head_direction", \.aligned, unit: "rad", axes: ["row"],
      "measured head direction, rotated and reflected onto the decoded angle")
    Field.number(
      "head_direction_median_error_deg", \.medianError, "median difference of decoded angle and measured head direction")
  }

  init?(from fields: FieldReader<HeadDirectionAgreement>) throws {
    guard fields.holds(\.aligned) else { return nil }
    aligned = try fields[\.aligned]
    medianError = try fields.number(\.medianError)
  }

  /// `nil` unless there is one circle and a measured direction.
  init?(coordinates: Matrix<Double>, rows: [Int], embedding: EmbeddingResult) throws {
    guard coordinates.columns == 1, let direction = embedding.headDirection else { return nil }
    let measured = rows.map { direction[$0] }
    let known = measured.indices.filter { measured[$0].isFinite && coordinates[$0, 0].isFinite }
    guard known.count > 1 else { return nil }
    // Turned the other way round: the measurement is brought to the decoded angle, which is left as it is.
    let alignment = try alignAngles(
      decoded: known.map { measured[$0] }, reference: known.map { coordinates[$0, 0] })
    aligned = measured.map { $0.isFinite ? alignment.apply($0) : .nan }
    medianError = alignment.medianAbsoluteError * 180 / .pi
  }
}
