import ArrayNumerics
import Schema
import Stages

/// The activity of the population on the torus, frame by frame.
public struct TorusAnimationResult: StageResult {
  /// Time of each frame, s, `[F]`.
  public var times: [Double]
  /// Activity over its mean, `[F, second · first]`; NaN where no cell is near.
  public var activity: Matrix<Float>
  /// Bins of each circle.
  public var bins: Int
  /// The decoded angles, rad, `[F, 2]`.
  public var decoded: Matrix<Double>
  /// Direction of the mean of the activity on each circle, rad, `[F, 2]`; NaN in a frame without activity.
  public var centers: Matrix<Double>
  /// Cells with a centre.
  public var cells: Int
  /// Angle at which the flat torus is drawn, degrees: 60 or 120.
  public var latticeAngle: Double
  public var notes: StageNotes

  public static let fields = Field<TorusAnimationResult>.table {
    Field.array("t", \.times, unit: "s", axes: ["frame"], "time of each frame")
    Field.array(
      "activity", \.activityArray, axes: ["frame", "second", "first"], type: "float32",
      "rates of the cells over their means, spread around their centres; NaN where no cell is near")
    Field.array("decoded", \.decoded, unit: "rad", axes: ["frame", "2"], "decoded angles")
    Field.array("bump", \.centers, unit: "rad", axes: ["frame", "2"], "direction of the mean of the activity on each circle")
    Field.number("frames", \.times.count, "frames")
    Field.number("cells", \.cells, "cells with a centre")
    Field.number("bins_per_circle", \.bins, "bins of each circle")
    Field.number("flat_torus_deg", \.latticeAngle, "angle at which the flat torus is drawn")
    Field.number("median_distance_deg", \.medianDistance, "median distance of bump and decoded angles; -1 where unknown")
  }

  public init(
    times: [Double], activity: Matrix<Float>, bins: Int, decoded: Matrix<Double>, centers: Matrix<Double>, cells: Int,
    latticeAngle: Double, notes: StageNotes
  ) {
    self.times = times
    self.activity = activity
    self.bins = bins
    self.decoded = decoded
    self.centers = centers
    self.cells = cells
    self.latticeAngle = latticeAngle
    self.notes = notes
  }

  public init(from stored: StoredResult<TorusAnimationResult>) throws {
    let array = try stored[\.activityArray]
    let (times, bins) = (try stored[\.times], try stored.number(\.bins))
    guard let values = array.floats, array.shape == [times.count, bins, bins], !times.isEmpty else {
      throw FieldError.unfit("'activity' is not [frame, bins, bins]")
    }
    self.init(
      times: times, activity: Matrix(rows: times.count, columns: bins * bins, elements: values), bins: bins,
      decoded: try stored[\.decoded], centers: try stored[\.centers], cells: try stored.number(\.cells),
      latticeAngle: try stored.number(\.latticeAngle), notes: stored.notes)
  }
}

extension TorusAnimationResult {
  private var activityArray: DataArray { DataArray(activity.elements, shape: [times.count, bins, bins]) }
  /// Distances of bump and decoded angles, degrees, mean of the circles, one for each frame in which both are known.
  public var distances: [Double] {
    (0..<times.count).compactMap { frame in
      guard centers[frame, 0].isFinite, decoded[frame, 0].isFinite else { return nil }
      let sum = (0..<2).reduce(0) { $0 + abs(angleDifference(centers[frame, $1], decoded[frame, $1])) }
      return sum / 2 * 180 / .pi
    }
  }
  private var medianDistance: Double { distances.isEmpty ? -1 : rounded(median(distances)) }
}
