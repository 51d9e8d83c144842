import Schema

extension ProjectionDescription {
  /// How a message calls it.
  func place(_ index: Int) -> String { "projection \(index + 1) (\(from) to \(to))" }
}

extension NetworkDescription {
  /// Checks everything that can be checked without building the network.
  ///
  /// - Throws: `SpikingNetworksError`
  public func validate(_ catalogue: NeuronCatalogue = .standard) throws {
    guard dt > 0, dt.isFinite else {
      throw SpikingNetworksError("dt", "the step is \(dt) ms", remedy: "Give a positive step, for example 0.1 ms.")
    }
    _ = try steps()
    guard !populations.isEmpty else {
      throw SpikingNetworksError("populations", "there are none", remedy: "A network needs at least one population.")
    }
    let catalogue = try self.catalogue(catalogue)
    try validatePopulations(catalogue)
    for (index, projection) in projections.enumerated() { try validate(projection, index, catalogue) }
    for (index, monitor) in monitors.enumerated() { try validate(monitor, index, catalogue) }
  }

  /// The duration in steps.
  ///
  /// - Throws: for one that is no whole number of steps.
  public func steps() throws -> Int {
    let steps = duration / dt
    guard duration > 0, steps.isFinite, steps < 1e9 else {
      throw SpikingNetworksError(
        "duration", "a duration of \(duration) ms is \(formatted(steps)) steps", remedy: "Give between 1 and 10⁹ steps.")
    }
    guard abs(steps - steps.rounded()) < 1e-6 * steps, steps.rounded() >= 1 else {
      throw SpikingNetworksError(
        "duration", "\(formatted(duration)) ms are no whole number of steps of \(formatted(dt)) ms",
        remedy: "Give a multiple of 'dt'.")
    }
    return Int(steps.rounded())
  }

  private func validatePopulations(_ catalogue: NeuronCatalogue) throws {
    var known: Set<String> = []
    for population in populations {
      let place = "population \(population.name)"
      guard !population.name.isEmpty, !population.name.contains(where: { $0 == "." || $0 == "/" }) else {
        throw SpikingNetworksError(
          place, "a name is not empty and holds no dot or slash", remedy: "It becomes part of the names of arrays.")
      }
      guard known.insert(population.name).inserted else {
        throw SpikingNetworksError(place, "there are two of this name", remedy: "Give each its own name.")
      }
      guard population.size >= 1, population.size <= 100_000_000 else {
        throw SpikingNetworksError(
          place, "a size of \(population.size) is not possible", remedy: "Give a number of neurons from 1 to 10⁸.")
      }
      let model = try catalogue.model(population.model, profile: population.profile, place: place)
      for name in population.parameters.keys.sorted() where !model.parameters.contains(where: { $0.name == name }) {
        throw SpikingNetworksError.unknown(
          "parameter", name, in: model.parameters.map(\.name), place: "\(place) (\(model.name))")
      }
      for name in population.initial.keys.sorted() where !model.variables.contains(where: { $0.name == name }) {
        throw SpikingNetworksError.unknown("variable", name, in: model.variables.map(\.name), place: "\(place) (\(model.name))")
      }
    }
  }

  private func population(_ name: String, place: String) throws -> PopulationDescription {
    guard let found = populations.first(where: { $0.name == name }) else {
      throw SpikingNetworksError.unknown("population", name, in: populations.map(\.name), place: place)
    }
    return found
  }

  private func validate(_ projection: ProjectionDescription, _ index: Int, _ catalogue: NeuronCatalogue) throws {
    let place = projection.place(index)
    let from = try population(projection.from, place: place)
    let to = try population(projection.to, place: place)
    let source = try catalogue.model(from.model, profile: from.profile, place: place)
    let target = try catalogue.model(to.model, profile: to.profile, place: place)
    guard source.output != .nothing else {
      throw SpikingNetworksError(
        place, "\(source.name) never spikes, so nothing comes from it", remedy: "Record its variables instead.")
    }
    if let plasticity = projection.plasticity {
      if let (problem, remedy) = plasticity.objection() { throw SpikingNetworksError(place, problem, remedy: remedy) }
      guard source.output == .spikes, target.output == .spikes else {
        throw SpikingNetworksError(
          place, "plasticity needs spikes on both sides", remedy: "Leave it out, or take models that spike.")
      }
    }
    if let (problem, remedy) = projection.synapse.objection(from: source, to: target) {
      throw SpikingNetworksError(place, problem, remedy: remedy)
    }
    if let (problem, remedy) = projection.synapse.objection(targets: to.size) {
      throw SpikingNetworksError(place, problem, remedy: remedy)
    }
    try validateWindows(projection, place)
    if projection.synapse != .direct, projection.plasticity != nil {
      throw SpikingNetworksError(
        place, "a synapse of the kind \(projection.synapse.name) does not learn",
        remedy: "Leave 'plasticity' or 'synapse' out.")
    }
    if projection.synapse == .electrical, let delay = projection.delay, delay != .steps(.constant(1)) {
      throw SpikingNetworksError(
        place, "a gap junction passes on the potentials of the step before", remedy: "Leave 'delay' out.")
    }
    guard !target.isSource, !target.ports.isEmpty else {
      throw SpikingNetworksError(
        place, "\(target.name) makes its output by itself and takes no input", remedy: "Exchange 'from' and 'to'?")
    }
  }

  /// What windows of sheets cannot be combined with.
  private func validateWindows(_ projection: ProjectionDescription, _ place: String) throws {
    switch projection.connection {
    case .convolution, .pooling: break
    default: return
    }
    guard projection.plasticity == nil else {
      throw SpikingNetworksError(
        place, "all windows of a \(projection.connection.name) share their weights, which do not learn",
        remedy: "Leave 'plasticity' out, or join the neurons by 'pairs'.")
    }
    if case .pooling(let windows) = projection.connection, windows.rule == .maximum {
      guard projection.synapse == .direct || projection.synapse == .maximum else {
        throw SpikingNetworksError(
          place, "of a max-pooling the maximum arrives, and not what a synapse of the kind \(projection.synapse.name) makes",
          remedy: "Leave 'synapse' out, or put a population of the model 'null' between both.")
      }
    }
  }

  private func validate(_ monitor: MonitorDescription, _ index: Int, _ catalogue: NeuronCatalogue) throws {
    let place = "monitor \(index + 1)"
    let target = try population(monitor.population, place: place)
    let model = try catalogue.model(target.model, profile: target.profile, place: place)
    let known = model.variables.map(\.name) + (model.output == .spikes ? ["spike"] : [])
    guard !monitor.variables.isEmpty else {
      throw SpikingNetworksError(place, "it names no variable", remedy: "There are: \(known.joined(separator: ", ")).")
    }
    for variable in monitor.variables where !known.contains(variable) {
      throw SpikingNetworksError.unknown("variable", variable, in: known, place: "\(place) (\(target.name), \(model.name))")
    }
    for variable in monitor.variables
    where monitors[..<index].contains(where: { $0.population == monitor.population && $0.variables.contains(variable) })
      || monitor.variables.count(where: { $0 == variable }) > 1
    {
      throw SpikingNetworksError(
        place, "\(variable) of \(monitor.population) is looked at already", remedy: "Look at it once, in one window.")
    }
    if monitor.variables.allSatisfy({ $0 == "spike" }), monitor.neurons != nil || monitor.every != 1 {
      throw SpikingNetworksError(
        place, "'neurons' and 'every' choose samples of variables, and spikes are recorded of all neurons and steps",
        remedy: "Leave them out, or name a variable, such as \(model.variables.first?.name ?? "v").")
    }
    guard monitor.every >= 1 else {
      throw SpikingNetworksError(place, "'every' is \(monitor.every)", remedy: "Give 1 for every step, 10 for every tenth.")
    }
    if let neurons = monitor.neurons, neurons.lowerBound < 0 || neurons.upperBound > target.size || neurons.isEmpty {
      throw SpikingNetworksError(
        place, "neurons \(neurons.lowerBound) to \(neurons.upperBound - 1) are not all there",
        remedy: "\(target.name) has \(target.size), counted from 0.")
    }
    guard monitor.start < monitor.stop, monitor.start < duration else {
      throw SpikingNetworksError(
        place, "nothing lies between \(monitor.start) and \(monitor.stop) ms", remedy: "The run lasts \(duration) ms.")
    }
  }
}

extension NeuronModel {
  /// A population of the network, with its parameters and initial values drawn.
  ///
  /// - Parameter heading: of the network.
  func population(
    _ description: PopulationDescription, dt: Double, duration: Double, seed: UInt64, heading: [Double] = []
  ) throws -> Population {
    let place = "population \(description.name)"
    func values(_ name: String, _ distribution: Distribution) throws -> [Double] {
      if lists.contains(name) {
        guard case .values(let list) = distribution else { return distribution.constant.map { [$0] } ?? [] }
        return list
      }
      return try distribution.values(
        description.size, seed: seed, name: "\(description.name).\(name)", place: place, what: name)
    }
    var request = PopulationRequest(
      name: description.name, count: description.size, dt: dt, duration: duration, seed: seed, parameters: [:],
      initial: [:], heading: heading)
    for parameter in parameters {
      guard let distribution = description.parameters[parameter.name] else { continue }
      let drawn = try values(parameter.name, distribution)
      if let bad = drawn.first(where: { !parameter.range.contains($0) || $0.isNaN }) {
        throw SpikingNetworksError(
          place, "\(parameter.name) is \(formatted(bad, digits: 6))\(parameter.unit.isEmpty ? "" : " \(parameter.unit)")",
          remedy: "It (\(parameter.meaning)) \(parameter.rangeText).")
      }
      // A rate or a current without end is a slip; 'stop' is infinite by itself.
      if !parameter.value.isInfinite, let bad = drawn.first(where: \.isInfinite) {
        throw SpikingNetworksError(
          place, "\(parameter.name) is \(bad)", remedy: "It (\(parameter.meaning)) is a finite number.")
      }
      request.parameters[parameter.name] = drawn
    }
    let initial = starts.merging(description.initial) { _, given in given }
    for (name, distribution) in initial {
      let drawn = try values(name, distribution)
      if let bad = drawn.first(where: \.isInfinite) {
        throw SpikingNetworksError(place, "\(name) begins at \(bad)", remedy: "Give a finite value.")
      }
      request.initial[name] = drawn
    }
    return try make(request)
  }
}

extension NeuronParameterInformation {
  /// Which values are possible, as the end of a sentence.
  var rangeText: String {
    switch (range.lowerBound, range.upperBound) {
    case (0, 1): "is between 0 and 1"
    case (0, _): "is 0 or more"
    case (-Double.infinity, _): "is any number"
    default: "is above 0"
    }
  }
}
