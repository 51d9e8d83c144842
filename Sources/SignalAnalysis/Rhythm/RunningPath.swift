import ArrayNumerics
import Foundation
import Oscillations
import PopulationActivity
import Recordings
import Schema

/// What position phase precession is measured against.
public enum PositionSpace: String, Choice {
  /// A line where the path has one dimension, or is five times as long as wide; else the plane.
  case auto
  /// Along the line of a track.
  case line
  /// The distance run through a field.
  case plane
  /// No precession.
  case none
}

/// The path of an animal as precession needs it.
enum RunningPath: Sendable {
  case line(TrackRuns, String)
  case plane(PlanePath, String)
  /// Each way between two ends of a track.
  case routes([Route])

  /// One of them.
  struct Route: Sendable {
    var name: String
    var runs: TrackRuns
  }

  /// A track is so many times as long as wide.
  static let elongation = 5.0
  /// Gaps of the tracking up to this length are filled, s.
  private static let longestGap = 0.5
  /// Between two samples, s.
  private static let step = 0.02

  /// - Parameters:
  ///   - track: whose routes are taken, where one was given.
  ///   - minimumSpeed: m/s.
  /// - Returns: `nil` without a position.
  init?(_ trajectory: Trajectory?, space: PositionSpace, track: TrackGraph?, minimumSpeed: Double) throws {
    guard let trajectory, trajectory.x != nil, let first = trajectory.t.first, let last = trajectory.t.last,
      last > first, (last - first) / Self.step < 5e7
    else { return nil }
    let times = (0...Int((last - first) / Self.step)).map { first + Double($0) * Self.step }
    let tracking = try Tracking(trajectory, at: times, maximumGap: Self.longestGap)
    guard let x = tracking.x else { return nil }
    guard let y = tracking.y else {
      let runs = TrackRuns(position: x, start: first, step: Self.step, minimumSpeed: minimumSpeed)
      self = .line(runs, "the recorded position along the track")
      return
    }
    if let track {
      self = .routes(
        track.routes(x, y).map { route in
          Route(
            name: "\(Self.place(track.nodes[route.from])) to \(Self.place(track.nodes[route.to]))",
            runs: TrackRuns(position: route.position, start: first, step: Self.step, minimumSpeed: minimumSpeed))
        })
      return
    }
    let (line, ratio) = Self.longestAxis(x, y)
    if space == .line || (space == .auto && ratio >= Self.elongation) {
      let runs = TrackRuns(position: line, start: first, step: Self.step, minimumSpeed: minimumSpeed)
      self = .line(runs, "the position along the longest axis of the path")
    } else {
      let path = PlanePath(x: x, y: y, start: first, step: Self.step, minimumSpeed: minimumSpeed)
      self = .plane(path, "the distance run through a field, over that of the whole pass")
    }
  }

  private static func place(_ node: SIMD2<Double>) -> String {
    "(\(formatted(node.x, digits: 3)), \(formatted(node.y, digits: 3)))"
  }

  /// The path along its first principal axis, from 0 on, and how many times as long as wide it is.
  private static func longestAxis(_ x: [Double], _ y: [Double]) -> (line: [Double], ratio: Double) {
    let known = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    guard known.count > 2 else { return (x, 1) }
    let (mx, my) = (mean(known.map { x[$0] }), mean(known.map { y[$0] }))
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for sample in known {
      let (dx, dy) = (x[sample] - mx, y[sample] - my)
      xx += dx * dx
      xy += dx * dy
      yy += dy * dy
    }
    // Towards larger x, or y where it is vertical.
    let angle = 0.5 * atan2(2 * xy, xx - yy)
    func turned(_ angle: Double) -> [Double] { x.indices.map { (x[$0] - mx) * cos(angle) + (y[$0] - my) * sin(angle) } }
    func extent(_ values: [Double]) -> Double {
      let ends = quantiles(known.map { values[$0] }, [0.01, 0.99])
      return ends[1] - ends[0]
    }
    let (along, across) = (turned(angle), turned(angle + .pi / 2))
    let low = known.map { along[$0] }.min() ?? 0
    return (along.map { $0 - low }, extent(along) / max(1e-9, extent(across)))
  }

  /// The speed at a time, cm/s; NaN where unknown.
  func speed(at time: Double) -> Double {
    switch self {
    case .line(let runs, _): runs.sample(of: time).map { 100 * runs.speed[$0] } ?? .nan
    case .plane(let path, _): path.sample(of: time).map { 100 * path.speed[$0] } ?? .nan
    case .routes(let routes):
      routes.lazy.map { route in route.runs.sample(of: time).map { 100 * route.runs.speed[$0] } ?? .nan }
        .first { $0.isFinite } ?? .nan
    }
  }

  /// What position is, in words.
  var coordinate: String {
    switch self {
    case .line(_, let words), .plane(_, let words): words
    case .routes: "the distance along a route between two ends of the given track"
    }
  }

  /// The routes of a track, in order; empty for others.
  var routeNames: [String] {
    if case .routes(let routes) = self { routes.map(\.name) } else { [] }
  }

  func precession(
    times: [Double], phases: [Double], cycles: [Double], permutations: Int, seed: UInt64, index: Int, work: Work
  ) throws -> [FieldPrecession] {
    switch self {
    case .line(let runs, _):
      try FieldPrecession.onLine(
        times: times, phases: phases, cycles: cycles, runs: runs, permutations: permutations, seed: seed, index: index,
        work: work)
    case .plane(let path, _):
      try FieldPrecession.inPlane(
        times: times, phases: phases, cycles: cycles, path: path, permutations: permutations, seed: seed, index: index,
        work: work)
    case .routes(let routes):
      try routes.enumerated().flatMap { number, route in
        try FieldPrecession.onLine(
          times: times, phases: phases, cycles: cycles, runs: route.runs, route: number, permutations: permutations,
          seed: seed, index: index * routes.count + number, work: work)
      }
    }
  }
}
