import Foundation
import Schema
import Stages

/// How large a model is, told by its parameters alone. Numbers that do not fit in an integer are told too.
struct NetworkSize: Sendable, Equatable {
  /// How many there are.
  var neurons: Double
  /// The parameter that says so.
  var parameter: String
  /// Weights that are kept one by one; 0 where a kernel stands for them.
  var weights = 0.0
}

/// Parameters of a model that say how large it is.
protocol SizedTable {
  var size: NetworkSize { get }
}

extension NetworkSize {
  /// A square of neurons.
  static func square(_ side: Int, _ parameter: String) -> NetworkSize {
    NetworkSize(neurons: Double(side) * Double(side), parameter: parameter)
  }

  /// Neurons that are all connected by weights of their own.
  static func dense(_ neurons: Double, _ parameter: String) -> NetworkSize {
    NetworkSize(neurons: neurons, parameter: parameter, weights: neurons * neurons)
  }
}

extension RingTable: SizedTable {
  var size: NetworkSize { NetworkSize(neurons: Double(num), parameter: "num") }
}

extension AdaptingRingTable: SizedTable {
  var size: NetworkSize { NetworkSize(neurons: Double(num), parameter: "num") }
}

extension TorusTable: SizedTable {
  var size: NetworkSize { .square(length, "length") }
}

extension AdaptingTorusTable: SizedTable {
  var size: NetworkSize { .square(length, "length") }
}

extension GridPositionTable: SizedTable {
  var size: NetworkSize { .square(length, "length") }
}

extension VelocitySheetTable: SizedTable {
  var size: NetworkSize { .square(length, "length") }
}

extension FlyRingTable: SizedTable {
  var size: NetworkSize { NetworkSize(neurons: 3 * Double(num), parameter: "num") }
}

extension BandCellsTable: SizedTable {
  var size: NetworkSize { NetworkSize(neurons: 2 * Double(num), parameter: "num") }
}

extension HierarchySettings {
  /// Of so many modules: each has three bands, and weights from each grid cell to each place.
  fileprivate func size(modules: Int) -> NetworkSize {
    let (cells, places) = (Double(gridSide) * Double(gridSide), Double(self.places) * Double(self.places))
    let count = Double(modules)
    let parts = [
      (6 * count * Double(bandSize), "band_size"), (count * cells, "grid_num"), (places, "num_place"),
    ]
    let largest = parts.max { $0.0 < $1.0 } ?? parts[0]
    return NetworkSize(
      neurons: parts.reduce(0) { $0 + $1.0 }, parameter: largest.1, weights: count * cells * places)
  }
}

extension PathIntegrationTable: SizedTable {
  var size: NetworkSize { settings.size(modules: 1) }
}

extension HierarchyTable: SizedTable {
  var size: NetworkSize { settings.size(modules: modules) }
}

extension LineTable: SizedTable {
  var size: NetworkSize { .dense(Double(num), "num") }
}

extension PlaneTable: SizedTable {
  var size: NetworkSize { .dense(Double(side) * Double(side), "side") }
}

extension BandTable: SizedTable {
  var size: NetworkSize { .dense(Double(around) * Double(across), around > across ? "around" : "across") }
}

extension SphereTable: SizedTable {
  var size: NetworkSize { .dense(Double(num), "num") }
}

/// What a simulation will need, from its plan alone: nothing is made for it, so that what cannot fit is refused before any
/// work.
struct SimulationForecast {
  /// As the file or the command line calls it.
  let model: String
  let size: NetworkSize
  /// How often the model will step.
  let steps: Double
  /// Bytes that each step leaves, beside what monitors keep.
  let bytesPerStep: Double

  /// Of a neuron: state, buffers of the integrator and of the transform, tables of the decoder, places, and one look that is
  /// written and drawn. Measured as 230 to 290 with rings and tori of a million neurons (2026-11-30).
  static let bytesPerNeuron = 280.0
  /// s of one core for a step of a neuron, at the least (measured with rings: 4e-9); a step of few neurons takes a microsecond.
  static let secondsPerNeuronStep = 2e-9
  /// s; what takes longer than a month of one core is taken for a slip.
  static let longest = 30 * 86_400.0

  /// Bytes at the peak, at the least.
  var bytes: Double { size.neurons * Self.bytesPerNeuron + 8 * size.weights + steps * bytesPerStep }
  /// s of one core, at the least.
  var seconds: Double { max(500, size.neurons) * steps * Self.secondsPerNeuronStep }

  /// Refuses what cannot fit.
  ///
  /// - Parameters:
  ///   - place: where the number of steps was said.
  /// - Throws: `StageError.overMemoryBudget`; `SimulationError` for a run that would take longer than a month.
  func require(_ context: RunContext, place: String) throws {
    // What decides is named: the neurons, their weights, or the steps.
    let parts = [
      (size.neurons * Self.bytesPerNeuron, "\(model) with \(formatted(size.neurons, digits: 12)) neurons (\(size.parameter))"),
      (8 * size.weights, "The \(formatted(size.weights, digits: 12)) weights of \(model) (\(size.parameter))"),
      (steps * bytesPerStep, "A run of \(formatted(steps, digits: 14)) steps"),
    ]
    let largest = parts.max { $0.0 < $1.0 } ?? parts[0]
    let isTime = largest.1 == parts[2].1
    try context.reserve(
      Int(min(bytes, 4e18)), for: largest.1,
      remedy: isTime ? "Take a shorter duration, or a longer dt." : "Take a smaller \(size.parameter).")
    guard seconds <= Self.longest else {
      throw SimulationError(
        place: place,
        reason: sentence {
          "\(formatted(steps, digits: 14)) steps of \(counted(Int(min(size.neurons, 4e18)), "neuron")) take at least "
          "\(formatted((seconds / 86_400).rounded(.up), digits: 12)) days of one core, and a run may take 30; take a shorter "
          "duration, a longer dt or fewer neurons."
        })
    }
  }
}

extension SimulationPlan {
  /// Refuses a model that cannot fit, before it is made.
  ///
  /// - Throws: `StageError.overMemoryBudget`; `SimulationError` for a parameter that the model does not have.
  func requireSize(_ context: RunContext) throws {
    try forecast(steps: 0, bytesPerStep: 0)?.require(context, place: placeOfTask)
  }

  /// Refuses a run that cannot fit, before its task is prepared.
  ///
  /// - Throws: `StageError.overMemoryBudget`; `SimulationError` for a run that would take longer than a month.
  func requireRun(of task: TaskPlan, dt: Double, _ context: RunContext) throws {
    guard let duration = task.duration else { return }
    // Rates of the neurons whose spikes are drawn are kept of every step.
    let cells = spikes.map { Double($0.cells ?? 64) } ?? 0
    try forecast(steps: (duration / dt).rounded(), bytesPerStep: task.bytesPerStep + 4 * cells)?
      .require(context, place: placeOfTask)
  }

  private func forecast(steps: Double, bytesPerStep: Double) throws -> SimulationForecast? {
    guard let size = try located({ try entry.size(settings) }) else { return nil }
    return SimulationForecast(model: entry.name, size: size, steps: steps, bytesPerStep: bytesPerStep)
  }
}

extension TaskPlan {
  /// How long it lasts, in the model's unit of time; `nil` for as long as a recording does.
  var duration: Double? {
    switch self {
    case .free(_, let duration), .templateMatching(_, let duration, _): duration
    case .populationCoding(_, let before, let duration, let after): before + duration + after
    case .smoothTracking(_, let durations, _): durations.reduce(0, +)
    case .heading(let plan): plan.duration ?? (plan.file == nil ? 600 : nil)
    case .openLoop(let plan), .closedLoop(let plan): plan.duration ?? (plan.file == nil ? 600 : nil)
    }
  }

  /// Bytes of a step of the path that is made before the run.
  var bytesPerStep: Double {
    switch self {
    case .free, .populationCoding, .templateMatching, .smoothTracking: 0
    case .heading: 8
    case .openLoop, .closedLoop: 24
    }
  }
}
