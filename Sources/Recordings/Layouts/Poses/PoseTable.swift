import ArrayNumerics

/// The points that a program of pose estimation found, frame by frame.
struct PoseTable {
  /// One body part of one animal.
  struct Point {
    /// The individual or track; empty in files with one animal.
    var track: String
    var part: String
    /// Frame numbers, from 0.
    var frames: [Double]
    /// Pixels; NaN where the point was not found.
    var x: [Double]
    var y: [Double]
    /// Likelihood or score; `nil` when the file has none.
    var score: [Double]?

    /// The frames in which the point was found.
    var found: Int { x.indices.count { x[$0].isFinite && y[$0].isFinite } }
  }

  /// `DeepLabCut`, `SLEAP`, `Trodes`, `Anipose` or `Motive`.
  var program: String
  var points: [Point]
  /// Numbers of frames in a second, when the file says it; 1 when `frames` are seconds.
  var clockRate: Double?
  /// The score below which a point counts as lost when nothing else is said; `nil` where scores are no probabilities.
  var leastScore: Double?
  /// The length of a pixel, when the file says it.
  var metresPerPixel: Double?
  /// The unit of positions, when the file says one.
  var unit: PositionUnit?
  /// Whether positions are places in a picture.
  var isInPixels = true
  /// Whether y may run downward, as in a video.
  var isVideo = true
  /// What was decided as the table was read.
  var notes: [Finding] = []

  var tracks: [String] { unique(points.map(\.track)) }
  var parts: [String] { unique(points.map(\.part)) }

  private func unique(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}

extension PoseTable {
  /// The table of columns labelled as DeepLabCut does: scorer, (individual,) body part, coordinate.
  ///
  /// - Parameter label: for each column its levels without the scorer.
  init(program: String, frames: [Double], columns: [(label: [String], values: [Double])]) {
    self.program = program
    leastScore = program == "DeepLabCut" ? 0.9 : nil
    clockRate = nil
    metresPerPixel = nil
    points = []
    var places: [String: Int] = [:]
    for column in columns {
      guard let coordinate = column.label.last, column.label.count >= 2 else { continue }
      let part = column.label[column.label.count - 2]
      let track = column.label.count > 2 ? column.label[column.label.count - 3] : ""
      let key = "\(track)\u{0}\(part)"
      if places[key] == nil {
        places[key] = points.count
        points.append(Point(track: track, part: part, frames: frames, x: [], y: []))
      }
      guard let place = places[key] else { continue }
      switch coordinate {
      case "x": points[place].x = column.values
      case "y": points[place].y = column.values
      case "likelihood": points[place].score = column.values
      default: break
      }
    }
    points.removeAll { $0.x.count != frames.count || $0.y.count != frames.count }
  }
}
