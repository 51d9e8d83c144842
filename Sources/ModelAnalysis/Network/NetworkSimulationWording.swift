import Schema
import Stages

extension NetworkSimulation {
  public static func headline(_ result: NetworkSimulationResult, parameters: NetworkSimulationParameters) -> String {
    let facts = result.facts
    let rates = zip(facts.spiking, facts.rates).map { "\($0) \(formatted($1, digits: 3)) Hz" }
    return sentence {
      "\(counted(facts.neurons, "neuron")) in \(counted(facts.populations.count, "population")), "
      "\(counted(facts.synapses, "synapse", plural: "synapses")), \(measured(facts.duration)) s in steps of "
      "\(formatted(facts.step)) ms"
      if !rates.isEmpty { "; mean rates: \(rates.joined(separator: ", "))" }
      "."
    }
  }

  public static func checks(_ result: NetworkSimulationResult, parameters: NetworkSimulationParameters) -> [QualityCheck] {
    zip(result.facts.spiking, zip(result.facts.rates, result.facts.spikes)).map { name, found in
      QualityCheck(
        "\(name) is active", .init(pass: found.1 > 0 && found.0 < 300, warn: found.1 > 0 || !result.isNeuron(name)),
        found: "\(found.1) spikes, \(formatted(found.0, digits: 3)) Hz", threshold: "pass with spikes, below 300 Hz")
    }
  }

  public static func methods(_ parameters: NetworkSimulationParameters, result: NetworkSimulationResult) -> String {
    let facts = result.facts
    return sentence {
      "A network of \(counted(facts.populations.count, "population")) (\(facts.populations.joined(separator: "; "))) "
      if !facts.projections.isEmpty { "with the projections \(facts.projections.joined(separator: "; ")) " }
      "and \(counted(facts.synapses, "synapse", plural: "synapses")) was simulated for \(measured(facts.duration)) s in steps of "
      "\(formatted(facts.step)) ms; linear equations were integrated exactly [@rotter1999]"
      if let text = facts.statisticsText { "; \(text)" }
      if parameters.spikes { "; the spikes were kept as a recording" }
      "."
    }
  }
}

extension NetworkSimulationResult {
  /// A source is allowed to be silent.
  fileprivate func isNeuron(_ population: String) -> Bool {
    !(facts.populations.first { $0.hasPrefix("\(population):") }?.contains("generator") ?? false)
  }
}

extension NetworkFacts {
  /// Rates and variation of the intervals.
  fileprivate var statisticsText: String? {
    let texts = zip(spiking, zip(rates, variations)).map { name, found in
      let variation = found.1.isFinite ? ", coefficient of variation of the intervals \(formatted(found.1, digits: 3))" : ""
      return "\(name) fired at \(formatted(found.0, digits: 3)) Hz\(variation)"
    }
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }
}
