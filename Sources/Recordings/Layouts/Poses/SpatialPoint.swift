import Schema

/// A point that was followed in three dimensions.
struct SpatialPoint {
  var part: String
  /// x, y and z; NaN where it was not found.
  var axes: [[Double]]
  var score: [Double]?
}

extension PoseTable {
  /// The points seen from above.
  ///
  /// The height is the axis that extends least, when it does so by far; else the one that the program calls so. Seen from above
  /// with y for the height, z runs downward in a frame that is right-handed: it is turned, so that turns to the left stay such.
  /// - Parameters:
  ///   - spatial: the points; the one that is found most often decides.
  ///   - times: of the samples, in seconds or frames.
  ///   - up: the axis that the program calls the height.
  init(program: String, spatial: [SpatialPoint], times: [Double], up: Int) {
    self.init(program: program, points: [])
    let most = spatial.max { first, second in first.axes[0].count(where: \.isFinite) < second.axes[0].count(where: \.isFinite) }
    guard let most else { return }
    let columns = PositionColumns(most.axes, clock: times)
    let height = columns.height ?? up
    let axes = (0..<3).filter { $0 != height }
    let names = ["x", "y", "z"]
    notes.append(
      Finding(
        columns.height == nil ? .warning : .guessed, "position",
        sentence {
          "x, y and z of \(most.part) extend over \(columns.extents.map(measured).joined(separator: ", ")): "
          "\(names[height]) was taken as the height"
          if columns.height == nil { ", as \(program) has it" }
          ", and is not used."
        },
        option: "--map t=NAME,x=NAME,y=NAME"))
    for point in spatial {
      let second = point.axes[axes[1]]
      points.append(
        Point(
          track: "", part: point.part, frames: times, x: point.axes[axes[0]], y: height == 1 ? second.map { -$0 } : second,
          score: point.score))
    }
  }
}
