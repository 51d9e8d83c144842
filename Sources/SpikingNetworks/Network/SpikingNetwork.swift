import ArrayNumerics
import Schema

/// A network that is being simulated. An object: it goes on from where it is.
///
/// In a step n, from n · dt to (n + 1) · dt: what arrives is added up, all neurons are integrated, and those at threshold fire,
/// at (n + 1) · dt. A spike of step n with a delay of d steps arrives in step n + d, d ≥ 1.
public final class SpikingNetwork {
  let description: NetworkDescription
  let models: [NeuronModel]
  let populations: [Population]
  let links: [Link]
  /// Steps that were run.
  public internal(set) var step = 0
  /// Synaptic events so far.
  public internal(set) var events = 0
  /// What waits for its delay.
  var state: NetworkState?

  /// Synapses between populations by their place in the list.
  struct Link: Sendable {
    var projection: Int
    var from: Int
    var to: Int
    var rows: SynapseRows
    var plastic: PlasticSynapses?
    /// Of synapses that are more than weights.
    var filter: SynapseFilter?
    /// Whether it is the way back of a gap junction.
    var isWayBack = false
  }

  /// Builds it.
  ///
  /// - Parameter catalogue: the models that may be named.
  /// - Throws: `SpikingNetworksError` for anything that is wrong, before any memory is taken for it.
  public init(_ description: NetworkDescription, catalogue: NeuronCatalogue = .standard) throws {
    self.description = description
    try description.validate(catalogue)
    let catalogue = try description.catalogue(catalogue)
    let models = try description.populations.map { population in
      try catalogue.model(population.model, profile: population.profile, place: "population \(population.name)")
    }
    populations = try zip(description.populations, models).map { population, model in
      try model.population(
        population, dt: description.dt, duration: description.duration, seed: description.seed, heading: description.heading)
    }
    self.models = models
    links = try description.projections.enumerated().flatMap { index, projection in
      try Self.links(projection, index, of: description, models)
    }
  }

  /// How many synapses there are.
  public var synapses: Int { links.reduce(0) { $0 + $1.rows.count } }
  /// What they take, bytes.
  public var synapseBytes: Int { links.reduce(0) { $0 + $1.rows.bytes } }

  /// How many synapses a projection has, counting a gap junction once.
  public func synapseCount(of projection: Int) -> Int {
    links.reduce(0) { $0 + ($1.projection == projection && !$1.isWayBack ? $1.rows.count : 0) }
  }

  /// The synapses of a projection as they are simulated, for a look at them; delays in steps.
  public func synapses(of projection: Int) -> [Synapse] {
    var found: [Synapse] = []
    for link in links where link.projection == projection && !link.isWayBack {
      let rows = link.rows
      for segment in 0..<rows.sources * rows.delays.count {
        for place in Int(rows.start[segment])..<Int(rows.start[segment + 1]) {
          found.append(
            Synapse(
              source: segment / rows.delays.count, target: Int(rows.target[place]),
              weight: link.plastic?.weight(place) ?? rows.weight(place),
              delay: rows.delays[segment % rows.delays.count]))
        }
      }
    }
    return found.sorted { ($0.source, $0.target, $0.delay, $0.weight) < ($1.source, $1.target, $1.delay, $1.weight) }
  }
}

/// One synapse.
public struct Synapse: Sendable, Equatable {
  /// The neuron that it is from.
  public var source: Int
  /// The neuron that it is to.
  public var target: Int
  /// In the unit of the target's input.
  public var weight: Double
  /// Steps.
  public var delay: Int

  public init(source: Int, target: Int, weight: Double, delay: Int) {
    (self.source, self.target, self.weight, self.delay) = (source, target, weight, delay)
  }
}

extension SpikingNetwork {
  /// The synapses of one projection.
  private static func links(
    _ projection: ProjectionDescription, _ index: Int, of description: NetworkDescription, _ models: [NeuronModel]
  ) throws -> [Link] {
    let place = projection.place(index)
    let names = description.populations.map(\.name)
    guard let from = names.firstIndex(of: projection.from), let to = names.firstIndex(of: projection.to) else { return [] }
    let (source, target) = (models[from], models[to])
    let (sources, targets) = (description.populations[from].size, description.populations[to].size)
    let name = "projection \(index + 1)"
    let pairs = try SynapsePairs(
      projection.connection, sources: sources, targets: targets, isRecurrent: from == to, seed: description.seed, name: name,
      place: place
    ).through(projection.representation, targets: targets, place: place)
    // A current is a function of time: it acts in the step for which it is given.
    let isCurrent = source.isSource && source.output == .values
    var kind = projection.synapse
    if case .pooling(let windows) = projection.connection, windows.rule == .maximum { kind = .maximum }
    var rows = try SynapseRows.rows(
      pairs, weight: projection.weight, delay: projection.delay ?? .steps(.constant(isCurrent ? 0 : 1)), dt: description.dt,
      least: isCurrent ? 0 : 1, port: isCurrent && target.ports.contains(.current) ? .current : .excitatory,
      hasInhibitory: !isCurrent && kind != .electrical && target.ports.contains(.inhibitory),
      seed: description.seed, name: name, place: place)
    if case .pooling(let windows) = projection.connection, windows.rule == .average {
      rows = rows.map { $0.scaled(by: 1 / Double(windows.kernel.x * windows.kernel.y)) }
    }
    if kind != .direct {
      return self.links(
        rows, kind: kind, index, from: (from, source, sources), to: (to, target, targets), description)
    }
    return try rows.map { rows in
      var link = Link(projection: index, from: from, to: to, rows: rows)
      if let rule = projection.plasticity {
        try rows.requireWeights(in: rule.lowest...rule.highest, place: place)
        link.plastic = PlasticSynapses(rows, rule: rule, targets: targets, dt: description.dt)
      }
      return link
    }
  }

  /// The synapses of a projection that are more than weights.
  private static func links(
    _ rows: [SynapseRows], kind: SynapseKind, _ index: Int, from: (number: Int, model: NeuronModel, count: Int),
    to: (number: Int, model: NeuronModel, count: Int), _ description: NetworkDescription
  ) -> [Link] {
    func filter(_ count: Int) -> SynapseFilter {
      SynapseFilter(kind, targets: count, dt: description.dt, seed: description.seed, name: "projection \(index + 1)")
    }
    return rows.flatMap { rows -> [Link] in
      var link = Link(projection: index, from: from.number, to: to.number, rows: rows)
      link.filter = filter(to.count)
      switch kind {
      case .dropout(let probability): link.rows = rows.scaled(by: 1 / (1 - probability))
      case .spikesToRate: link.rows = rows.scaled(by: 1 / Double(from.count))
      case .electrical:
        func port(_ model: NeuronModel) -> Port { model.ports.contains(.current) ? .current : .excitatory }
        link.rows.port = port(to.model)
        var back = Link(
          projection: index, from: to.number, to: from.number, rows: rows.reversed(targets: to.count), isWayBack: true)
        back.rows.port = port(from.model)
        back.filter = filter(from.count)
        return [link, back]
      default: break
      }
      return [link]
    }
  }
}
