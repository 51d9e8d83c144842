import AttractorModels
import Schema

/// What a model is to do, as a file says it, before a model of certain dimensions takes it up. Times are in the model's unit.
public enum TaskPlan: Sendable, Equatable {
  /// Nothing from outside: it starts from a bump and is left alone.
  case free(start: [Double], duration: Double)
  /// Nothing, a stimulus that stands, nothing.
  case populationCoding(position: [Double], before: Double, duration: Double, after: Double)
  /// A stimulus that stands, with noise that is new in every step, as a part of its amplitude.
  case templateMatching(position: [Double], duration: Double, noiseLevel: Double)
  /// A stimulus that moves evenly from each place to the next.
  case smoothTracking(positions: [[Double]], durations: [Double], way: Way)
  /// A heading that turns at random, or was recorded.
  case heading(HeadingPlan)
  /// An animal that runs about, or did.
  case openLoop(NavigationPlan)
  /// An animal that goes where it wants to by where the model says that it is.
  case closedLoop(NavigationPlan)

  /// Which way a stimulus takes round a ring.
  public enum Way: String, Choice {
    /// The shorter way round.
    case shorter
    /// In coordinates.
    case straight
  }

  /// The names of tasks, as a file calls them.
  public enum Kind: String, Choice {
    case none
    case populationCoding = "population-coding"
    case templateMatching = "template-matching"
    case smoothTracking = "smooth-tracking"
    case heading = "head-direction"
    case openLoop = "open-loop"
    case closedLoop = "closed-loop"
  }

  /// Of which kind it is.
  public var kind: Kind {
    switch self {
    case .free: .none
    case .populationCoding: .populationCoding
    case .templateMatching: .templateMatching
    case .smoothTracking: .smoothTracking
    case .heading: .heading
    case .openLoop: .openLoop
    case .closedLoop: .closedLoop
    }
  }
}

/// A heading over time.
public struct HeadingPlan: Sendable, Equatable {
  /// In the model's unit of time; `nil` for all of a recorded one.
  public var duration: Double?
  /// A recording with a direction of the head; `nil` for a random walk.
  public var file: String?
  /// Deviation of the turning rate, rad/s.
  public var turningDeviation = 0.2
  /// Over which the turning rate changes, s.
  public var turningCoherence = 5.0
  /// Where it begins, rad.
  public var start = 0.0
}

extension TaskPlan {
  /// - Parameters:
  ///   - section: of the file.
  ///   - ways: those that the model can take.
  /// - Throws: `SimulationError` for what is missing, unknown or makes no sense.
  init(_ section: FileSection, clock: SimulationClock, allowed: [String], model: String) throws {
    guard let name = try section.text("kind") else {
      throw section.error("a task has a kind, one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    guard let kind = Kind(rawValue: name) else {
      let nearest = nearestName(to: name, in: Kind.allCases.map(\.rawValue))
      throw section.error(
        sentence {
          "there is no task '\(name)'"
          if let nearest { "; did you mean '\(nearest)'? Tasks" } else { "; tasks" }
          " are \(Kind.allCases.map(\.rawValue).joined(separator: ", "))."
        })
    }
    guard allowed.contains(name) else {
      throw section.error("\(model) does not take the task \(name); it takes \(allowed.joined(separator: ", ")).")
    }
    try section.require(known: Self.keys(kind))
    func needed<Value>(_ value: Value?, _ key: String) throws -> Value {
      guard let value else { throw section.error("the task \(name) needs '\(key)'.") }
      return value
    }
    switch kind {
    case .none:
      self = .free(start: try section.position("start") ?? [], duration: try section.time("duration", clock) ?? 100)
    case .populationCoding:
      self = .populationCoding(
        position: try needed(section.position("position"), "position"), before: try section.time("before", clock) ?? 0,
        duration: try needed(section.time("duration", clock), "duration"), after: try section.time("after", clock) ?? 0)
    case .templateMatching:
      self = .templateMatching(
        position: try needed(section.position("position"), "position"),
        duration: try needed(section.time("duration", clock), "duration"),
        noiseLevel: try section.value("noise_level") ?? 0.1)
    case .smoothTracking:
      self = .smoothTracking(
        positions: try needed(section.positions("positions"), "positions"),
        durations: try needed(section.times("durations", clock), "durations"), way: try section.value("way") ?? .shorter)
    case .heading:
      var plan = HeadingPlan(duration: try section.time("duration", clock), file: try section.text("file"))
      plan.turningDeviation = try section.value("turning_deviation") ?? plan.turningDeviation
      let coherence = try section.time("turning_coherence", clock).map { $0 * clock.secondsPerUnit }
      plan.turningCoherence = coherence ?? plan.turningCoherence
      plan.start = try section.value("start") ?? plan.start
      self = .heading(plan)
    case .openLoop: self = .openLoop(try NavigationPlan(section, clock, isClosed: false))
    case .closedLoop: self = .closedLoop(try NavigationPlan(section, clock, isClosed: true))
    }
    try refuseIdle(section)
  }

  private static func keys(_ kind: Kind) -> [String] {
    let own =
      switch kind {
      case .none: ["start", "duration"]
      case .populationCoding: ["position", "before", "duration", "after"]
      case .templateMatching: ["position", "duration", "noise_level"]
      case .smoothTracking: ["positions", "durations", "way"]
      case .heading: ["duration", "file", "turning_deviation", "turning_coherence", "start"]
      case .openLoop: ["file"] + NavigationPlan.keys
      case .closedLoop: NavigationPlan.keys
      }
    return ["kind"] + own + ["spikes"]
  }

  /// A recorded path makes no use of what makes a random one.
  private func refuseIdle(_ section: FileSection) throws {
    guard section["file"] != nil else { return }
    let idle = ["turning_deviation", "turning_coherence"] + NavigationPlan.keys.filter { $0 != "duration" && $0 != "spacing" }
    if let key = section.keys.first(where: idle.contains) {
      throw section.error("'\(key)' does something only without 'file'; leave it out.")
    }
  }
}

extension TaskPlan {
  /// The same with another duration: those of several parts are stretched in proportion.
  ///
  /// - Parameter total: in the model's unit of time.
  func lasting(_ total: Double) -> TaskPlan {
    switch self {
    case .free(let start, _): .free(start: start, duration: total)
    case .populationCoding(let position, let before, let duration, let after):
      stretched([before, duration, after], to: total) {
        .populationCoding(position: position, before: $0[0], duration: $0[1], after: $0[2])
      }
    case .templateMatching(let position, _, let noiseLevel):
      .templateMatching(position: position, duration: total, noiseLevel: noiseLevel)
    case .smoothTracking(let positions, let durations, let way):
      stretched(durations, to: total) { .smoothTracking(positions: positions, durations: $0, way: way) }
    case .heading(var plan):
      {
        plan.duration = total
        return .heading(plan)
      }()
    case .openLoop(var plan):
      {
        plan.duration = total
        return .openLoop(plan)
      }()
    case .closedLoop(var plan):
      {
        plan.duration = total
        return .closedLoop(plan)
      }()
    }
  }

  private func stretched(_ durations: [Double], to total: Double, _ make: ([Double]) -> TaskPlan) -> TaskPlan {
    let sum = durations.reduce(0, +)
    return sum > 0 ? make(durations.map { $0 * total / sum }) : self
  }
}
