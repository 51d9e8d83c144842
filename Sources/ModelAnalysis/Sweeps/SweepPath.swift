import ArrayNumerics
import AttractorModels
import Foundation
import PopulationActivity
import Recordings
import Schema
import Stages

/// The path of an animal at the steps of a model, without a gap.
struct SweepPath: Sendable {
  /// Of the first step, s on the recording's clock.
  var start: Double
  /// m, and radians in [0, 2π).
  var trajectory: NavigationTrajectory
  /// Whether the head is taken to look where the animal goes.
  var headFollowsMovement: Bool
  /// Samples of the file, and steps that gaps or the choice of time left out.
  var left: [DroppedItems]

  /// - Parameters:
  ///   - step: of the model, s.
  ///   - start: s on the recording's clock; `nil` for the beginning.
  ///   - duration: s; `nil` for all that is there.
  /// - Throws: `StageError.unusableData`, `ParameterError`, `CancellationError`.
  init(_ path: Trajectory, step: Double, start: Double?, duration: Double?, stage: String, work: Work) throws {
    var options = TrajectoryParameters()
    options.rate = 1 / step
    headFollowsMovement = !(path.headDirection?.contains(where: \.isFinite) ?? false)
    options.headDirection = headFollowsMovement ? .movement : .recorded
    let rows = try importedTrajectory(path, options: options, work: work).rows
    let from = start ?? rows.t[0]
    let to = duration.map { from + $0 } ?? .infinity
    let isUsable = rows.t.indices.map { row in
      rows.t[row] >= from - 1e-9 && rows.t[row] < to - 1e-9 && rows.valid[row] && rows.headDirection[row].isFinite
    }
    let stretches = Self.stretches(isUsable)
    guard let longest = stretches.max(by: { $0.count < $1.count }), longest.count >= 2 else {
      throw StageError.unusableData(
        stage: stage,
        reason: sentence {
          "no two steps in a row have position and direction"
          if start != nil || duration != nil { " from \(formatted(from)) s on" }
          "."
        },
        remedy: "The path lasts from \(formatted(rows.t[0])) to \(formatted(rows.t[rows.t.count - 1])) s.")
    }
    self.start = rows.t[longest.lowerBound]
    trajectory = try NavigationTrajectory(
      positions: longest.map { SIMD2(rows.x[$0], rows.y[$0]) }, headings: longest.map { rows.headDirection[$0] }, dt: step)
    let chosen = rows.t.indices.count { rows.t[$0] >= from - 1e-9 && rows.t[$0] < to - 1e-9 }
    let usable = isUsable.count { $0 }
    left = [
      DroppedItems("steps", count: rows.t.count - chosen, reason: "outside the time that was asked for"),
      DroppedItems("steps", count: chosen - usable, reason: "without position or direction"),
      DroppedItems("steps", count: usable - longest.count, reason: "outside the longest stretch without a gap"),
    ]
  }

  private static func stretches(_ isUsable: [Bool]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var first: Int?
    for index in 0...isUsable.count {
      if index < isUsable.count, isUsable[index] {
        first = first ?? index
      } else if let start = first {
        found.append(start..<index)
        first = nil
      }
    }
    return found
  }

  /// The steps of a given length in which the animal goes furthest, the first of equals.
  func liveliest(_ count: Int) -> Range<Int> {
    let positions = trajectory.positions
    guard count > 1, positions.count > count else { return 0..<min(count, positions.count) }
    var ways = [0.0]
    for (before, after) in zip(positions, positions.dropFirst()) {
      let way = after - before
      ways.append(ways[ways.count - 1] + (way * way).sum().squareRoot())
    }
    // The first tenth of a second is the network's own beginning.
    let last = positions.count - count
    var best = min(last, 100)
    for start in best...last {
      let way: Double = ways[start + count - 1] - ways[start]
      if way > ways[best + count - 1] - ways[best] { best = start }
    }
    return best..<best + count
  }
}
