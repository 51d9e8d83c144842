import ArrayNumerics
import Foundation
import Recordings
import Schema
import SpikingNetworks
import Stages

/// A simulation of a network of populations of spiking neurons, from a file.
public enum NetworkSimulation: Stage {
  /// The network, before anything is built.
  public struct Input: StageInput {
    public static let requirements: [Requirement] = [.optionalFile]
    /// As the file says it.
    public var file: NetworkFile

    public init(_ file: NetworkFile) { self.file = file }

    public init(from source: InputSource, for consumer: String) throws {
      do {
        guard let (root, folder) = try NetworkSimulation.section(of: source, consumer) else {
          throw ParameterError.invalid(
            name: "kind", reason: "a network is described by a file with 'populations'; a model is run without --kind network.")
        }
        file = try NetworkFile(root, folder: folder)
      } catch let error as SimulationError {
        throw error.stageError
      }
    }
  }

  public static let description = StageDescription(
    key: "simulate-network", stem: "simulate", command: "simulate",
    variant: StageVariant(
      option: "kind", name: "network", default: "model",
      help: "what the file describes: a model of rates or a network of spiking neurons; taken from the file"),
    group: .models, title: "Network simulation", summary: "a network of spiking populations, run from a file",
    purpose: """
      Runs a network of populations of spiking neurons that a file describes: populations with their model, size and parameters, \
      projections with the pairs that they join, weights and delays, and monitors. Times are in ms, or with a unit (5 ms, 0.3 s). \
      The spikes of each population and what else was looked at are kept under its name; with --spikes the result is a recording \
      that all other commands read.
      """,
    example: "canns-analyze simulate datasets/networks/neurai-two-populations.yaml -o network", version: 1,
    references: [.rotter1999, .vogels2005, .brette2007], usesSeed: true, inputName: "FILE.yaml|MODEL", nameParameter: "model")

  public static func isMeant(for source: InputSource) throws -> Bool {
    do {
      return try section(of: source, description.command) != nil
    } catch is SimulationError {
      // The other member of the family says what is wrong.
      return false
    }
  }

  public static func seed(from source: InputSource, parameters: NetworkSimulationParameters) throws -> UInt64? {
    let file = try Input(from: source, for: description.command).file
    return file.hasSeed ? file.network.seed : nil
  }

  public static func otherFiles(_ parameters: NetworkSimulationParameters, source: InputSource) throws -> [String] {
    guard let (root, folder) = try? section(of: source, description.command) else { return [] }
    return NetworkFile.namedFiles(root).map { URL(fileURLWithPath: $0, relativeTo: folder).path }
  }

  public static func run(
    _ input: consuming Input, parameters: NetworkSimulationParameters, context: RunContext
  ) throws -> NetworkSimulationResult {
    let network = try parameters.network(input.file, seed: context.seed)
    let place = input.file.place
    do {
      try reserve(network, context)
      let built = try SpikingNetwork(network)
      let record = try built.run(work: context.work)
      return try NetworkSimulationResult(
        record, of: network, synapses: built.synapses, synapseBytes: built.synapseBytes,
        isRecording: parameters.spikes || input.file.writesRecording)
    } catch let error as SpikingNetworksError {
      throw StageError.unusableData(
        stage: "\(place), \(error.place)", reason: "\(error.problem).", remedy: error.remedy)
    }
  }

  /// The mapping of a file that describes populations, and the folder where files are looked for; `nil` for any other input.
  private static func section(of source: InputSource, _ consumer: String) throws -> (FileSection, URL)? {
    let file = OptionalFileInput(from: source, for: consumer)
    guard let (name, text) = try file.text(), let url = file.url,
      case .populations(let root) = try SimulationDocument(yaml: text, file: name)
    else { return nil }
    return (root, url.deletingLastPathComponent())
  }

  /// Refuses before any work what would not fit in memory.
  private static func reserve(_ network: NetworkDescription, _ context: RunContext) throws {
    let steps = Double(try network.steps())
    let sizes = Dictionary(network.populations.map { ($0.name, Double($0.size)) }, uniquingKeysWith: { first, _ in first })
    var bytes = network.populations.reduce(0.0) { $0 + 400 * Double($1.size) }
    for projection in network.projections {
      let (from, to) = (sizes[projection.from] ?? 0, sizes[projection.to] ?? 0)
      bytes += 24 * projection.connection.expectedPairs(sources: from, targets: to)
    }
    for monitor in network.monitors {
      let neurons = monitor.neurons.map { Double($0.count) } ?? sizes[monitor.population] ?? 0
      // Twice: as they are kept, and as they are written.
      bytes += 16 * neurons * steps / Double(max(1, monitor.every)) * Double(monitor.variables.count { $0 != "spike" })
    }
    try context.reserve(
      Int(min(bytes, 1e18)), for: "The network and what is kept of it",
      remedy: "Look less often (every: 10) or at fewer neurons (neurons: [0, 9]), or make the network smaller.")
  }
}

extension Connection {
  /// About how many pairs there will be.
  fileprivate func expectedPairs(sources: Double, targets: Double) -> Double {
    switch self {
    case .allToAll: sources * targets
    case .oneToOne: sources
    case .fixedTotalNumber(let number, _, _): Double(number)
    case .fixedInDegree(let degree, _, _): Double(degree) * targets
    case .fixedOutDegree(let degree, _, _): Double(degree) * sources
    case .probability(let probability, _): probability * sources * targets
    case .smallWorld(let neighbors, _): Double(neighbors) * sources
    case .distance: sources * targets
    case .pairs(let sources, _): Double(sources.count)
    }
  }
}
