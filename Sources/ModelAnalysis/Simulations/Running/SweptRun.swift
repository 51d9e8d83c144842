import ArrayNumerics
import Foundation
import Schema
import Stages
import Synchronization

/// What is kept of a run of a sweep.
struct SweptRun: Sendable, Codable, Equatable {
  /// An array of it.
  struct Kept: Sendable, Codable, Equatable {
    var key, unit: String
    var axes: [String]?
    var meaning: String
    var shape: [Int]
    var values: [Double]
  }

  /// A number of it.
  struct Measured: Sendable, Codable, Equatable {
    var value: Double
    var unit: String
  }

  /// Of what is one or two numbers all looks, of the rest the last.
  var arrays: [Kept]
  /// By the name of a measure, those that it has.
  var measured: [String: Measured]
  var warnings: [String]

  /// What is made of all looks of a run.
  static let measures: [(name: String, meaning: String)] = [
    ("error", "median distance of the bump from the stimulus, or of the place that the network says from that of the animal"),
    ("speed", "mean speed of the bump over the second half of the run, forward round the ring"),
  ]

  init(_ outcome: SimulationOutcome) {
    let result = SimulationResult(outcome)
    arrays = outcome.arrays.compactMap(Self.kept)
    warnings = outcome.notes.warnings
    measured = [:]
    if let error = result.followingError { measured["error"] = Measured(value: error, unit: "rad") }
    if let error = result.beliefError { measured["error"] = Measured(value: error, unit: "m") }
    if let speed = result.lateSpeed { measured["speed"] = Measured(value: speed, unit: "rad/s") }
  }

  /// What is kept of a run's array; `nil` for one that is no look.
  private static func kept(_ array: NamedArray) -> Kept? {
    guard let axes = array.axes, let first = axes.first, first.text.hasPrefix("time"), !array.key.hasPrefix("t_"),
      let values = array.array.doubles, let looks = array.array.shape.first, looks > 0
    else { return nil }
    let size = values.count / looks
    let isSmall = size <= 2
    return Kept(
      key: array.key, unit: array.unit, axes: (isSmall ? axes : Array(axes.dropFirst())).map(\.text),
      meaning: isSmall ? array.meaning : "\(array.meaning), at the end",
      shape: isSmall ? array.array.shape : Array(array.array.shape.dropFirst()),
      values: isSmall ? values : Array(values.suffix(size)))
  }
}

extension SimulationResult {
  /// The slope of the line through the centres of the bump in the second half of the looks, rad/s; `nil` without a bump on a
  /// ring at all of them.
  fileprivate var lateSpeed: Double? {
    guard facts.dimensions == 1, let circumference = facts.circumference, let centers = self["center"]?.doubles,
      self["center"]?.shape.count == 1
    else { return nil }
    let times = times(of: "center")
    guard times.count == centers.count, centers.count >= 4 else { return nil }
    let (late, at) = (Array(centers[(centers.count / 2)...]), Array(times[(centers.count / 2)...]))
    guard late.allSatisfy(\.isFinite) else { return nil }
    var way = [0.0]
    for (former, next) in zip(late, late.dropFirst()) {
      way.append(way[way.count - 1] + (next - former).remainder(dividingBy: circumference))
    }
    let (middle, mean) = (at.reduce(0, +) / Double(at.count), way.reduce(0, +) / Double(way.count))
    let spread = at.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    return zip(at, way).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - mean) } / spread
  }
}

/// The state of a run with its sweep: where the run itself was stopped, and the runs of the sweep that are finished.
final class SweepProgress: Continuation {
  private struct State: Codable {
    var run: Data?
    var finished: [Int: SweptRun] = [:]
  }

  private let kept: any Continuation
  private let state: Mutex<State>

  /// - Throws: what reading the state throws.
  init(_ continuation: any Continuation) throws {
    kept = continuation
    state = Mutex(
      try continuation.saved().flatMap { try? PropertyListDecoder().decode(State.self, from: $0) } ?? State())
  }

  /// Of the run itself.
  func saved() -> Data? { state.withLock(\.run) }

  /// Keeps the state of the run itself.
  func save(_ data: Data) throws {
    state.withLock { $0.run = data }
    try write()
  }

  func finished(_ index: Int) -> SweptRun? { state.withLock { $0.finished[index] } }

  /// Keeps a run, in the file after every so many.
  func finish(_ index: Int, _ run: SweptRun, pace: Int) throws {
    let count = state.withLock {
      $0.finished[index] = run
      return $0.finished.count
    }
    if count.isMultiple(of: pace) { try write() }
  }

  /// Writes down all that is known, one thread after the other.
  func write() throws {
    try state.withLock { state in
      let encoder = PropertyListEncoder()
      encoder.outputFormat = .binary
      try kept.save(encoder.encode(state))
    }
  }
}
