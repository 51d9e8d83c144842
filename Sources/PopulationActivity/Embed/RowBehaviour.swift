import ArrayNumerics
import Schema

/// What the animal did in each row of an embedding; what was not recorded is `nil`.
public struct RowBehaviour: FieldTable {
  /// `[T]`, position rightward, m; NaN in long gaps of the tracking.
  public var x: [Double]?
  /// `[T]`, position upward, m; NaN in long gaps, `nil` also on a linear track.
  public var y: [Double]?
  /// `[T]`, speed of the smoothed path, cm/s.
  public var speed: [Double]?
  /// Time that the animal spent at each speed in all bins of the recording with a position, kept or not, s: `speedBins` steps
  /// of `speedStep`, the last with all that is faster. `nil` of a part of an earlier embedding.
  public var speedTime: [Double]?
  /// `[T]`, rad in [0, 2π); NaN in long gaps.
  public var headDirection: [Double]?
  /// `[T, circle]`, angles that a simulated recording was made with, rad in [0, 2π); NaN where the model had no bump.
  public var truth: Matrix<Double>?

  public init(
    x: [Double]? = nil, y: [Double]? = nil, speed: [Double]? = nil, speedTime: [Double]? = nil,
    headDirection: [Double]? = nil, truth: Matrix<Double>? = nil
  ) {
    self.x = x
    self.y = y
    self.speed = speed
    self.speedTime = speedTime
    self.headDirection = headDirection
    self.truth = truth
  }

  public static let fields = Field<RowBehaviour>.table {
    Field.array("x", \.x, unit: "m", axes: ["time"], "position, rightward")
    Field.array("y", \.y, unit: "m", axes: ["time"], "position, upward")
    Field.array("speed", \.speed, unit: "cm/s", axes: ["time"], "speed of the smoothed path")
    Field.array(
      "speed_time", \.speedTime, unit: "s", axes: ["speed_bin"],
      "time at each speed in all bins with a position, kept or not, in steps of 2 cm/s; the last: 98 cm/s and faster")
    Field.array("head_direction", \.headDirection, unit: "rad", axes: ["time"], "head direction in [0, 2 pi)")
    Field.array(
      "truth_angles", \.truth, unit: "rad", axes: ["time", "true_circle"], "angles of the model that this was simulated with")
  }

  init(from fields: FieldReader<RowBehaviour>) throws {
    self.init(
      x: try fields[\.x], y: try fields[\.y], speed: try fields[\.speed], speedTime: try fields[\.speedTime],
      headDirection: try fields[\.headDirection], truth: try fields[\.truth])
  }
}

extension RowBehaviour {
  /// Width of a bin of `speedTime`, cm/s.
  static let speedStep = 2.0
  static let speedBins = 50

  /// Time in the bins of this width (s) at each speed (cm/s, NaN where unknown), s.
  static func time(at speeds: [Double], binWidth: Double) -> [Double] {
    var bins = [Int](repeating: 0, count: speedBins)
    for speed in speeds where speed.isFinite { bins[Int(min(max(0, speed / speedStep), Double(speedBins - 1)))] += 1 }
    return bins.map { Double($0) * binWidth }
  }

  var speedQuantiles: [Double]? { speed.map { quantiles($0.filter(\.isFinite), [0.05, 0.5, 0.95]) } }
  var xRange: [Double]? { y == nil ? nil : x.flatMap(Self.range) }
  var yRange: [Double]? { x == nil ? nil : y.flatMap(Self.range) }

  private static func range(_ values: [Double]) -> [Double]? {
    finiteRange(values).map { [$0.lowerBound, $0.upperBound] }
  }
}
