extension FeedForwardNetwork {
  /// The network as the simulator takes it, with the spikes of a sample: populations `input`, `layer1`, `layer2`, …, the spikes
  /// of all layers recorded.
  public func description(of sample: SpikeSample) -> NetworkDescription {
    let listed = sample.spikes.enumerated().flatMap { step, inputs in inputs.map { (step, $0) } }
    var populations = [
      PopulationDescription(
        "input", model: "spike-generator", size: inputs,
        parameters: [
          // The spikes of a step stand at its end.
          "times": .values(listed.map { Double($0.0 + 1) * dt }), "neurons": .values(listed.map { Double($0.1) }),
        ])
    ]
    var projections: [ProjectionDescription] = []
    for (index, layer) in layers.enumerated() {
      let name = "layer\(index + 1)"
      populations.append(
        PopulationDescription(
          name, model: layer.neuron.name, size: layer.weights.rows,
          parameters: layer.neuron.parameters(gain: layer.gain).mapValues { .constant($0) }))
      // All pairs by source, then target.
      let weights = (0..<layer.weights.columns).flatMap { source in
        (0..<layer.weights.rows).map { layer.weights[$0, source] }
      }
      projections.append(
        ProjectionDescription(
          from: populations[index].name, to: name, .allToAll(allowsSelf: true), weight: .values(weights),
          delay: .steps(.constant(1))))
    }
    return NetworkDescription(
      dt: dt, duration: Double(sample.spikes.count) * dt, populations: populations, projections: projections,
      monitors: populations.dropFirst().map { MonitorDescription($0.name) })
  }
}
