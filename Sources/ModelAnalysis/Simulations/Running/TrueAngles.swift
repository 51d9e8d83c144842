import ArrayNumerics
import Foundation
import Schema

extension SimulatedModel {
  /// The columns of the monitor `center` that are angles, with once round the axis of each.
  private var angularColumns: [(column: Int, circumference: Double)] {
    ["x", "y"].enumerated().compactMap { column, name in
      guard let axis = axes.first(where: { $0.name == name }), axis.unit == "rad", let circumference = axis.circumference
      else { return nil }
      return (column, circumference)
    }
  }

  /// Follows the centre of the bump for the truth of a session; `nil` for a model whose bump has no angle.
  ///
  /// - Parameter every: steps between two looks, those of the session's times.
  func truthRecorder(
    _ driven: Driven<Network>, _ setup: TaskSetup, every: Int, start: [Double]
  ) -> ProbeRecorder? {
    guard !angularColumns.isEmpty, let probe = probes(driven, setup).first(where: { $0.information.name == "center" }),
      probe.count >= angularColumns.count
    else { return nil }
    return ProbeRecorder(probe, every: every, steps: driven.steps, start: start)
  }

  /// What the recorder saw as angles of a recording, `truth_angles`.
  func trueAngles(_ recorder: ProbeRecorder) -> NamedArray? {
    guard let centers = recorder.array(timeAxis: "time").array.doubles else { return nil }
    let (columns, width) = (angularColumns, recorder.probe.count)
    let looks = centers.count / width
    let angles = (0..<looks).flatMap { look in
      columns.map { column, circumference -> Double in
        let center = centers[look * width + column]
        return center.isFinite ? wrapAngle(2 * .pi * center / circumference) : .nan
      }
    }
    return .truth(angles, circles: columns.count)
  }
}

extension NamedArray {
  /// The angles of a model's bump as a recording holds them, `[time, circle]`.
  static func truth(_ angles: [Double], circles: Int) -> NamedArray {
    NamedArray(
      "truth_angles", unit: "rad", axes: ["time", "circle"], "where the bump stands, for comparison with what is decoded",
      DataArray(angles, shape: [angles.count / circles, circles]))
  }
}
