import ArrayNumerics
import Foundation
import PopulationActivity
import Schema
import Stages

/// What is known of the bins of a picture besides their place, to colour them by.
public struct PictureColors: FieldTable {
  /// `[point]`, s.
  public var times: [Double]
  /// Decoded angles, `[point, circle]` rad; NaN where nothing was decoded, `nil` without a result of decode.
  public var angles: Matrix<Double>?
  /// `[point]`, m.
  public var x: [Double]?
  /// `[point]`, m.
  public var y: [Double]?
  /// `[point]`, rad.
  public var headDirection: [Double]?
  /// `[point]`, cm/s.
  public var speed: [Double]?

  public static let fields = Field<PictureColors>.table {
    Field.array("point_t", \.times, unit: "s", axes: ["point"], "time of each point")
    Field.array(
      "point_angles", \.angles, unit: "rad", axes: ["point", "circle"], "decoded angle of each point; NaN where there is none")
    Field.array("point_x", \.x, unit: "m", axes: ["point"], "position of the animal, rightward")
    Field.array("point_y", \.y, unit: "m", axes: ["point"], "position of the animal, upward")
    Field.array("point_head_direction", \.headDirection, unit: "rad", axes: ["point"], "head direction")
    Field.array("point_speed", \.speed, unit: "cm/s", axes: ["point"], "speed")
  }

  /// - Parameter stage: the command that messages speak for.
  /// - Throws: `StageError.unusableData` when the result of decode belongs to other bins.
  init(rows: [Int], embedding: EmbeddingResult, decoding: DecodingResult?, stage: String) throws {
    times = rows.map { embedding.times[$0] }
    x = embedding.x.map { x in rows.map { x[$0] } }
    y = embedding.y.map { y in rows.map { y[$0] } }
    headDirection = embedding.headDirection.map { angles in rows.map { angles[$0] } }
    speed = embedding.speed.map { speed in rows.map { speed[$0] } }
    guard let decoding else { return }
    var decoded = [Int](repeating: -1, count: embedding.bins.count)
    for (place, row) in decoding.rows.enumerated() {
      guard decoded.indices.contains(row) else {
        throw StageError.unusableData(
          stage: stage, reason: "the result of decode does not belong to this result of embed.",
          remedy: "Run decode again first.")
      }
      decoded[row] = place
    }
    angles = Matrix(
      rows: rows.count, columns: decoding.circles,
      elements: rows.flatMap { row in
        (0..<decoding.circles).map { decoded[row] < 0 ? .nan : decoding.coordinates[decoded[row], $0] }
      })
  }

  /// A variable as coordinates in which bins are near where it is alike: angles as points of a circle; `nil` for none. NaN
  /// where it is not known.
  ///
  /// - Throws: `StageError.unusableData` where it was not measured or decoded.
  func target(_ target: PictureTarget, stage: String) throws -> Matrix<Double>? {
    let columns: [[Double]]? =
      switch target {
      case .none: []
      case .position: x.map { x in [x] + (y.map { [$0] } ?? []) }
      case .headDirection: headDirection.map { [$0.map(cos), $0.map(sin)] }
      case .speed: speed.map { [$0] }
      case .coordinates:
        angles.map { angles in
          (0..<angles.columns).flatMap { [angles.column($0).map(cos), angles.column($0).map(sin)] }
        }
      }
    guard let columns else {
      throw StageError.unusableData(
        stage: stage, reason: "--target \(target.rawValue) asks for what this recording does not have.",
        remedy: target == .coordinates ? "Run decode first." : "Look at what embed found in the recording.")
    }
    guard !columns.isEmpty else { return nil }
    return Matrix(
      rows: times.count, columns: columns.count,
      elements: times.indices.flatMap { point in columns.map { $0[point] } })
  }

  init(from fields: FieldReader<PictureColors>) throws {
    times = try fields[\.times]
    angles = try fields[\.angles]
    x = try fields[\.x]
    y = try fields[\.y]
    headDirection = try fields[\.headDirection]
    speed = try fields[\.speed]
  }
}
