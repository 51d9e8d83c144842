import ArrayNumerics
import Foundation
import Schema
import SpikingNetworks
import Stages

/// A network of a file with what the command line says of it, ready to be run.
struct NetworkPlan {
  private let network: NetworkDescription
  private let writesRecording: Bool
  private let recorded: [String]
  private let heading: HeadingPlan?
  private let readouts: [NetworkReadout]
  private let classifiers: [PictureClassifier]
  private let set: [String]
  private let place: String

  /// - Parameter folder: where files that it names are looked for.
  /// - Throws: `SimulationError`; what reading a named file throws.
  init(_ section: FileSection, given parameters: SimulationParameters, seed: UInt64, folder: URL) throws {
    if let name = parameters.model {
      throw SimulationError(place: "--model", reason: "the file describes a network of populations; leave out '\(name)'.")
    }
    if parameters.compatibility != .none {
      throw SimulationError(
        place: "--compat",
        reason: "a network of spiking neurons has no such variant; 'profile: spaic' in the file repeats SPAIC.")
    }
    let file = try NetworkFile(section, folder: folder)
    var network = file.network
    network.seed = seed
    if let text = parameters.duration { network.duration = try Self.time(text, "--duration") }
    if let text = parameters.dt { network.dt = try Self.time(text, "--dt") }
    for text in parameters.set { try network.set(text) }
    heading = file.heading
    if var plan = file.heading {
      // A recorded heading lasts as long as it does, unless a duration is given.
      let isGiven = parameters.duration != nil || section["duration"] != nil || plan.duration != nil
      plan.duration = isGiven || plan.file == nil ? network.duration : nil
      try network.follow(plan, folder: folder, place: "\(file.place), task")
    }
    self.network = network
    recorded = file.recorded
    readouts = file.readouts
    classifiers = file.classifiers
    writesRecording = parameters.spikes || file.writesRecording
    set = parameters.set
    place = file.place
  }

  private static func time(_ text: String, _ option: String) throws -> Double {
    guard let time = SimulationClock.milliseconds.time(text), time > 0 else {
      throw SimulationError(place: option, reason: "'\(text)' is no time such as 5 ms or 0.3 s.")
    }
    return time
  }

  /// Builds and runs the network, from where a run of it was stopped.
  ///
  /// - Throws: `SimulationError`; `StageError.overMemoryBudget` before anything is built; `CancellationError`.
  func run(_ context: RunContext) throws -> SimulationOutcome {
    do {
      try network.validate()
      try validateRecorded()
      try validateRewards()
      for readout in readouts { try readout.validate(network) }
      for classifier in classifiers { try classifier.validate(network) }
      try reserve(context)
      let built = try SpikingNetwork(network)
      let record = try built.run(
        from: context.continuation.saved(), work: context.work, saving: context.continuation.save)
      return outcome(record, built)
    } catch let error as SpikingNetworksError {
      throw SimulationError(place: "\(place), \(error.place)", reason: "\(error.problem). \(error.remedy)")
    }
  }

  private func outcome(_ record: NetworkRecord, _ built: SpikingNetwork) -> SimulationOutcome {
    var notes = StageNotes()
    let grid = record.sampleTimes(dt: network.dt)
    var arrays = record.namedArrays(grid: grid)
    let recording = writesRecording ? record.recording(of: network, populations: recorded) : nil
    arrays += recording?.arrays ?? []
    arrays += readouts.flatMap { $0.arrays(record, dt: network.dt, seed: network.seed) }
    arrays += classifiers.flatMap { $0.arrays(record, network) }
    if heading != nil {
      let centers = record.centers(of: network, at: grid)
      arrays += network.behaviour(at: grid) + centers
      if writesRecording, let angles = centers.first?.array.doubles { arrays.append(.truth(angles, circles: 1)) }
    }
    for (index, projection) in network.projections.enumerated() where built.synapseCount(of: index) == 0 {
      notes.warnings.append(
        "Projection \(index + 1) (\(projection.from) to \(projection.to), \(projection.connection.name)) has no synapse.")
    }
    if writesRecording && recording == nil {
      notes.warnings.append("No spikes of neurons were looked at, so the result is no recording.")
    }
    return SimulationOutcome(
      facts: SimulationFacts(
        model: "network", title: "network of spiking populations", task: heading == nil ? "none" : "head-direction",
        integrator: "by the model of each population", step: network.dt, secondsPerUnit: 1e-3, steps: record.steps,
        neurons: network.populations.reduce(0) { $0 + $1.size },
        dimensions: 0, ends: "none", circumference: nil, parameters: set, path: heading?.record ?? [], cells: recording?.cells,
        spikes: recording?.spikes, spikeScale: nil),
      times: grid.map { $0 / 1000 }, arrays: arrays, notes: notes,
      network: NetworkFacts(record, of: network, synapses: built.synapses, synapseBytes: built.synapseBytes))
  }

  /// A reward after the end would never be given.
  private func validateRewards() throws {
    for projection in network.projections {
      for time in projection.plasticity?.reward?.times ?? [] where !(0...network.duration).contains(time) {
        throw SimulationError(
          place: "\(place), projections",
          reason: "a reward at \(formatted(time)) ms is never given: the run goes from 0 to \(formatted(network.duration)) ms.")
      }
    }
  }

  /// What is asked for as a recording has to be looked at.
  private func validateRecorded() throws {
    let known = network.populations.map(\.name)
    for name in recorded {
      guard known.contains(name) else {
        throw SimulationError(
          place: "\(place), spikes",
          reason: sentence {
            "there is no population '\(name)'"
            if let nearest = nearestName(to: name, in: known) { "; did you mean '\(nearest)'" }
            "; there are \(known.joined(separator: ", "))."
          })
      }
      let isSeen = network.monitors.contains { $0.population == name && $0.variables.contains("spike") }
      guard isSeen || network.monitors.isEmpty else {
        throw SimulationError(
          place: "\(place), spikes",
          reason: "no monitor looks at the spikes of '\(name)'; add {population: \(name), variables: [spike]}.")
      }
    }
  }

  /// Refuses before any work what would not fit in memory.
  private func reserve(_ context: RunContext) throws {
    let steps = Double(try network.steps())
    let sizes = Dictionary(network.populations.map { ($0.name, Double($0.size)) }, uniquingKeysWith: { first, _ in first })
    var bytes = network.populations.reduce(0.0) { $0 + 400 * Double($1.size) }
    for projection in network.projections {
      bytes +=
        24 * projection.connection.expectedPairs(sources: sizes[projection.from] ?? 0, targets: sizes[projection.to] ?? 0)
    }
    for monitor in network.monitors {
      let neurons = monitor.neurons.map { Double($0.count) } ?? sizes[monitor.population] ?? 0
      // Twice: as they are kept, and as they are written or saved.
      bytes += 16 * neurons * steps / Double(monitor.every) * Double(monitor.variables.count { $0 != "spike" })
    }
    try context.reserve(
      Int(min(bytes, 1e18)), for: "The network and what is kept of it",
      remedy: "Look less often (every: 10) or at fewer neurons (neurons: [0, 9]), or make the network smaller.")
    let neurons = network.populations.reduce(0.0) { $0 + Double($1.size) }
    try SimulationForecast(
      model: "the network", size: NetworkSize(neurons: neurons, parameter: "size"), steps: steps, bytesPerStep: 0
    ).require(context, place: "\(place), duration")
  }
}

extension NetworkDescription {
  /// Sets a parameter by `POPULATION.PARAMETER=NUMBER`.
  fileprivate mutating func set(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let names = (parts.first ?? "").split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, names.count == 2 else {
      throw SimulationError(
        place: "--set", reason: "'\(text)' is not POPULATION.PARAMETER=NUMBER, as in --set e.V_th=-50 for a network.")
    }
    guard let index = populations.firstIndex(where: { $0.name == names[0] }) else {
      let known = populations.map(\.name)
      throw SimulationError(
        place: "--set",
        reason: sentence {
          "there is no population '\(names[0])'"
          if let nearest = nearestName(to: names[0], in: known) { "; did you mean '\(nearest)'" }
          "; there are \(known.joined(separator: ", "))."
        })
    }
    let population = populations[index]
    let model = try? catalogue().model(population.model, profile: population.profile)
    let known = model?.parameters.first { $0.name == names[1] }
    let unit = known.map { ExpectedUnit($0.unit) } ?? .unknown
    guard let value = unit.number(parts[1]) else {
      throw SimulationError(
        place: "--set", reason: "'\(names.joined(separator: "."))' takes \(unit.expectedText), and '\(parts[1])' is not that.")
    }
    populations[index].parameters[names[1]] = .constant(value)
  }
}

extension Connection {
  /// About how many pairs there will be.
  fileprivate func expectedPairs(sources: Double, targets: Double) -> Double {
    switch self {
    case .allToAll, .distance: sources * targets
    case .oneToOne: sources
    case .fixedTotalNumber(let number, _, _): Double(number)
    case .fixedInDegree(let degree, _, _): Double(degree) * targets
    case .fixedOutDegree(let degree, _, _): Double(degree) * sources
    case .probability(let probability, _): probability * sources * targets
    case .smallWorld(let neighbors, _): Double(neighbors) * sources
    case .convolution(let windows):
      (windows.isTransposed
        ? sources * Double(windows.channels) : targets * Double(windows.input.channels)) / Double(max(1, windows.groups))
        * windows.kernel.area
    case .pooling(let windows): targets * windows.kernel.area
    case .pairs(let sources, _): Double(sources.count)
    }
  }
}

extension SIMD2<Int> {
  /// Rows times columns.
  fileprivate var area: Double { Double(x) * Double(y) }
}
