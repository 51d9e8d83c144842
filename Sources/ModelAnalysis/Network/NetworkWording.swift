import Schema
import Stages

extension SimulationResult {
  /// What came out of a network.
  func headline(_ network: NetworkFacts) -> String {
    let rates = zip(network.spiking, network.rates).map { "\($0) \(formatted($1, digits: 3)) Hz" }
    return sentence {
      "\(counted(facts.neurons, "neuron")) in \(counted(network.populations.count, "population")), "
      "\(counted(network.synapses, "synapse")), \(measured(facts.duration)) s in steps of \(formatted(facts.step)) ms"
      if !rates.isEmpty { "; mean rates: \(rates.joined(separator: ", "))" }
      for ring in followingRings {
        "; the bump of \(ring.name) is \(formatted(degrees(ring.error), digits: 3))° from the heading"
      }
      for found in classifications { "; \(found.name) names \(found.right) of \(found.tested) pictures right" }
      if let cells = facts.cells, let spikes = facts.spikes { "; a recording of \(spikes) spikes of \(counted(cells, "cell"))" }
      "."
    }
  }

  /// Whether its populations are active, and its bumps where the head points.
  func checks(_ network: NetworkFacts) -> [QualityCheck] {
    activityChecks(network) + classifierChecks
      + followingRings.map { ring in
        QualityCheck(
          "The bump of \(ring.name) follows the heading", .init(pass: ring.error < 0.2, warn: ring.error < 0.6),
          found: "median distance of \(formatted(degrees(ring.error), digits: 3))°",
          threshold: "pass below 11.5°, fail from 34°; slow synapses lag")
      }
  }

  /// Against chance: as many right as chance would bring in one of a hundred thousand tests.
  private var classifierChecks: [QualityCheck] {
    classifications.map { found in
      let (tested, share) = (Double(found.tested), 1 / Double(found.classes))
      let bound = tested * share + 4.3 * (tested * share * (1 - share)).squareRoot()
      let right = Double(found.right)
      return QualityCheck(
        "\(found.name) has learned its pictures", .init(pass: right > max(bound, tested / 2), warn: right > bound),
        found: "\(found.right) of \(found.tested) right",
        threshold: "pass above half, fail up to \(formatted(bound.rounded(.down))), which chance may bring")
    }
  }

  private func activityChecks(_ network: NetworkFacts) -> [QualityCheck] {
    zip(network.spiking, zip(network.rates, network.spikes)).map { name, found in
      let isSource = network.populations.contains { $0.hasPrefix("\(name): ") && $0.contains("generator") }
      return QualityCheck(
        "\(name) is active", .init(pass: found.1 > 0 && (found.0 < 300 || isSource), warn: found.1 > 0 || !isSource),
        found: "\(found.1) spikes, \(formatted(found.0, digits: 3)) Hz", threshold: "pass with spikes, below 300 Hz")
    }
  }

  /// How a network was simulated.
  func methods(_ network: NetworkFacts) -> String {
    sentence {
      "A network of \(counted(network.populations.count, "population")) (\(network.populations.joined(separator: "; "))) "
      if !network.projections.isEmpty { "with the projections \(network.projections.joined(separator: "; ")) " }
      "and \(counted(network.synapses, "synapse")) was simulated for \(measured(facts.duration)) s in steps of "
      "\(formatted(facts.step)) ms"
      if !facts.parameters.isEmpty { " (set: \(facts.parameters.joined(separator: ", ")))" }
      if let clause = facts.headingClause { clause }
      "; linear equations were integrated exactly [@rotter1999]"
      if let text = network.statisticsText { "; \(text)" }
      if let cells = facts.cells { "; the spikes of \(counted(cells, "cell")) were kept as a recording" }
      "."
    }
  }
}

/// rad as degrees.
private func degrees(_ angle: Double) -> Double { angle * 180 / .pi }

extension SimulationFacts {
  /// What the head did.
  fileprivate var headingClause: String? {
    guard task == "head-direction" else { return nil }
    if path.contains(where: { $0.hasPrefix("file=") }) { return "; a current with its maximum at a recorded heading drove it" }
    return "; a current with its maximum at a heading that turned at random (\(path.joined(separator: ", "))) drove it"
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
