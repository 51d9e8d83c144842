import ArrayNumerics
import AttractorModels
import Foundation
import Schema

/// A place that a stimulus can have, from the numbers of a file.
protocol PlacedPosition: TaskPosition {
  /// How many numbers it has.
  static var dimensions: Int { get }
  /// - Precondition: as many numbers as there are dimensions.
  init(coordinates: [Double])
  var coordinates: [Double] { get }
}

extension Double: PlacedPosition {
  static var dimensions: Int { 1 }
  init(coordinates: [Double]) { self = coordinates[0] }
  var coordinates: [Double] { [self] }
}

extension SIMD2<Double>: PlacedPosition {
  static var dimensions: Int { 2 }
  init(coordinates: [Double]) { self.init(coordinates[0], coordinates[1]) }
  var coordinates: [Double] { [x, y] }
}

/// What the task of a model is made with besides the task.
public struct TaskSetup: Sendable {
  /// A step, in the model's unit of time.
  public var dt: Double
  /// How the model's unit of time is turned into seconds.
  public var clock: SimulationClock
  /// Of all random numbers.
  public var seed: UInt64
  /// Repeats what another program computes.
  public var isCompatible: Bool
  /// Where the files that a task names are looked for.
  public var folder: URL
  /// Where the task stands, for messages.
  public var place: String
  /// What the file asks to be looked at, by name; nothing where it leaves that to the program.
  public var asked: Set<String> = []
  /// How a state is carried over a step, for what is measured before a run.
  public var integrator = Integrator.euler

  /// An error in the task.
  func error(_ reason: String) -> SimulationError { SimulationError(place: place, reason: reason) }

  /// Steps of a duration.
  func steps(_ duration: Double) throws -> Int {
    guard duration.isFinite, duration >= 0, duration / dt < 1e12 else {
      throw error("a duration of \(formatted(duration)) is not between 0 and 1e12 steps.")
    }
    return Int((duration / dt).rounded())
  }

  /// How durations are made steps.
  var counting: StepCounting { isCompatible ? .compatible : .nearest }
}

/// Where a stimulus is at every moment, and the truth that a recording of the network would hold.
struct StimulusPath<Position: PlacedPosition>: Sendable {
  /// How many steps there are.
  var steps: Int
  /// `nil` where there is no stimulus.
  var position: @Sendable (Clock) -> Position?
  /// Of the stimulus, as a part of its amplitude.
  var noiseLevel = 0.0
  /// What an animal did.
  var truth = Truth.none
  /// Where a network that is left alone begins.
  var start: Position?
  /// Where the model leads the animal.
  var loop: ClosedLoop?
}

/// What an animal did while its network was simulated.
public enum Truth: Sendable {
  /// There is none.
  case none
  /// Its head's direction, rad in [0, 2π); NaN where there is no stimulus.
  case heading(@Sendable (Clock) -> Double)
  /// Its place, m, and the direction of its head, rad.
  case position(@Sendable (Clock) -> SIMD2<Double>, heading: @Sendable (Clock) -> Double)
}

extension StimulusPath {
  /// A task that shows a stimulus at places of the network.
  ///
  /// - Returns: `nil` for a task of another kind.
  /// - Throws: `SimulationError` for places of another dimension; `AttractorModelsError`.
  init?(_ task: TaskPlan, circumference: Double?, _ setup: TaskSetup) throws {
    func place(_ coordinates: [Double]) throws -> Position {
      guard coordinates.count == Position.dimensions else {
        throw setup.error(
          sentence {
            "a place of this model takes \(counted(Position.dimensions, "number"))"
            if Position.dimensions == 2 { ", [x, y]" }
            ", and \(coordinates.count) came."
          })
      }
      return Position(coordinates: coordinates)
    }
    switch task {
    case .free(let start, let duration):
      self.init(steps: try setup.steps(duration), position: { _ in nil })
      self.start = try place(start.isEmpty ? [Double](repeating: 0, count: Position.dimensions) : start)
    case .populationCoding(let position, let before, let duration, let after):
      self.init(
        try Timeline.populationCoding(
          at: place(position), before: before, duration: duration, after: after, dt: setup.dt, counting: setup.counting))
    case .templateMatching(let position, let duration, let noiseLevel):
      self.init(
        try Timeline.templateMatching(at: place(position), duration: duration, dt: setup.dt, noiseLevel: noiseLevel))
    case .smoothTracking(let positions, let durations, let way):
      self.init(
        try Timeline.smoothTracking(
          positions.map(place), durations: durations, dt: setup.dt,
          circumference: way == .shorter && !setup.isCompatible ? circumference : nil, counting: setup.counting))
    case .heading, .openLoop, .closedLoop: return nil
    }
  }

  private init(_ timeline: Timeline<Position>) {
    self.init(steps: timeline.steps, position: { timeline.position(at: $0) }, noiseLevel: timeline.noiseLevel)
  }
}
