import ArrayNumerics
import SpikingNetworks

/// One population that is driven by currents, with its variables and spikes looked at.
func driven(
  _ model: String, size: Int = 1, dt: Double = 0.1, duration: Double, current: [Double]? = nil, every: Int = 1,
  parameters: [String: Distribution] = [:], initial: [String: Distribution] = [:], profile: Profile = .reference,
  variables: [String] = []
) throws -> NetworkRecord {
  var populations = [
    PopulationDescription(
      "cells", model: model, size: size, parameters: parameters, initial: initial, profile: profile)
  ]
  var projections: [ProjectionDescription] = []
  if let current {
    populations.append(
      PopulationDescription(
        "drive", model: "table-generator", size: size,
        parameters: ["values": .values(current), "every": .constant(Double(every))]))
    projections.append(ProjectionDescription(from: "drive", to: "cells", .oneToOne))
  }
  let spiking = try NeuronCatalogue.standard.model(model).output == .spikes
  let monitors = [MonitorDescription("cells", (spiking ? ["spike"] : []) + variables)]
  return try SpikingNetwork(
    NetworkDescription(dt: dt, duration: duration, populations: populations, projections: projections, monitors: monitors)
  ).run()
}

extension NetworkRecord {
  /// ms, of the first population.
  var spikeTimes: [Double] { spikes.first?.times ?? [] }

  /// A variable of one neuron over time.
  func trace(_ variable: String, neuron: Int = 0) -> [Double] {
    guard let trace = traces.first(where: { $0.variable.name == variable }) else { return [] }
    return (0..<trace.values.rows).map { trace.values[$0, neuron] }
  }
}
