import ArrayNumerics
import Foundation
import Schema
import Stages

extension Simulation {
  public static func headline(_ result: SimulationResult, parameters: SimulationParameters) -> String {
    if let network = result.network { return result.headline(network) }
    let facts = result.facts
    return sentence {
      "\(facts.model): \(counted(facts.neurons, "neuron")), \(facts.steps) steps of \(formatted(facts.step)) "
      "(\(measured(facts.duration)) s), task \(facts.task)"
      if let cells = facts.cells, let spikes = facts.spikes { "; \(spikes) spikes of \(counted(cells, "cell"))" }
      if let bump = result.lastBump { "; \(bump)" }
      if let swept = parameters.sweep.flatMap(SweptParameter.init) {
        "; besides, \(swept.words)"
        if parameters.sweepSeeds > 1 { ", each with \(parameters.sweepSeeds) seeds" }
      }
      "."
    }
  }

  public static func checks(_ result: SimulationResult, parameters: SimulationParameters) -> [QualityCheck] {
    if let network = result.network { return result.checks(network) }
    guard let error = result.followingError else { return result.beliefChecks + result.theoryChecks }
    return result.beliefChecks + result.theoryChecks + [
      QualityCheck(
        "The bump follows the stimulus", .init(pass: error < 0.2, warn: error < 0.6),
        found: "median distance of \(formatted(error, digits: 3)) rad",
        threshold: "pass below 0.2 rad, fail from 0.6 rad; a network lags by its time constant")
    ]
  }

  public static func methods(_ parameters: SimulationParameters, result: SimulationResult) -> String {
    if let network = result.network { return result.methods(network) }
    let facts = result.facts
    return sentence {
      if "aeiou".contains(facts.title.lowercased().prefix(1)) { "An " } else { "A " }
      "\(facts.title) (\(facts.model); \(facts.parameters.joined(separator: ", "))) was simulated "
      "[\(facts.citations)] "
      "for \(measured(facts.duration)) s in steps of \(formatted(facts.step)) of its unit of time"
      " (\(facts.integrator)) on the task \(facts.task)"
      if let path = facts.pathClause { path }
      if facts.ends == "doubled" { "; both ends of the axes were neurons" }
      if parameters.compatibility == .canns { ", with the order of steps and the roundings of canns" }
      if let cells = facts.cells, let scale = facts.spikeScale {
        "; Poisson spikes of \(counted(cells, "neuron")) were drawn from the rates, \(formatted(scale)) Hz for each unit"
      }
      if let swept = parameters.sweep.flatMap(SweptParameter.init) {
        "; the task was also run with \(swept.words)"
        if parameters.sweepSeeds > 1 { ", each with \(parameters.sweepSeeds) seeds" }
      }
      "."
    }
  }
}

extension SimulationFacts {
  /// The works behind the model, as a citation.
  fileprivate var citations: String {
    let entry = try? ModelCatalogue.standard.entry(named: model)
    let keys = (entry?.references ?? []).map(\.key).filter { $0 != Reference.george2024.key }
    return keys.map { "@\($0)" }.joined(separator: "; ")
  }

  /// Who moved about.
  fileprivate var pathClause: String? {
    let isRecorded = path.contains { $0.hasPrefix("file=") }
    switch task {
    case "open-loop": return isRecorded ? ", along a recorded path" : ", along the path of a simulated animal [@george2024]"
    case "closed-loop": return ", led by what the network said of the place of a simulated animal [@george2024]"
    default: return nil
    }
  }
}

extension SimulationResult {
  /// How far the place that the network says is from that of the animal, median, m; `nil` where it says none.
  var beliefError: Double? {
    guard let estimate = self["estimate"]?.doubles, let position = self["position"]?.doubles, estimate.count == position.count
    else { return nil }
    let errors = stride(from: 0, to: estimate.count - 1, by: 2).compactMap { row -> Double? in
      let (x, y) = (estimate[row] - position[row], estimate[row + 1] - position[row + 1])
      return x.isFinite && y.isFinite ? (x * x + y * y).squareRoot() : nil
    }
    return errors.isEmpty ? nil : median(errors)
  }

  /// What theory says beside what the simulation had at its end.
  fileprivate var theoryChecks: [QualityCheck] {
    (theory?.compared ?? []).map { number in
      let difference = abs(number.simulated / number.theory - 1)
      let unit = number.unit.isEmpty ? "" : " \(number.unit)"
      return QualityCheck(
        "Theory: \(number.name)", .init(pass: difference < 0.02, warn: difference < 0.2),
        found: sentence {
          "theory \(formatted(number.theory, digits: 4))\(unit), simulated \(formatted(number.simulated, digits: 4))"
        },
        threshold: "pass within 2 %, fail from 20 % (the theory is that of an ideal bump, to first order in adaptation)")
    }
  }

  /// Against a tenth of what the animal explored.
  fileprivate var beliefChecks: [QualityCheck] {
    guard let error = beliefError, let position = self["position"]?.doubles else { return [] }
    let size =
      (0..<2).map { axis -> Double in
        let values = stride(from: axis, to: position.count, by: 2).map { position[$0] }
        return (values.max() ?? 0) - (values.min() ?? 0)
      }.max() ?? 0
    return [
      QualityCheck(
        "The network knows where the animal is", .init(pass: error < size / 10, warn: error < size / 3),
        found: "median distance of \(measured(100 * error)) cm",
        threshold: "pass below a tenth of the \(measured(100 * size)) cm that the animal explored, fail from a third")
    ]
  }

  /// Where the bump is at the end, and whether it is one.
  var lastBump: String? {
    guard let heights = self["height"]?.doubles, let height = heights.last, let centers = self["center"]?.doubles else {
      return nil
    }
    let place = centers.suffix(placeAxes)
    if height < 1e-6 || !place.allSatisfy(\.isFinite) { return "no bump is left at the end" }
    let words = place.map { formatted($0, digits: 3) }.joined(separator: ", ")
    return "at the end a bump of height \(formatted(height, digits: 4)) at \(words) rad"
  }

  /// How many numbers say where the bump is.
  private var placeAxes: Int { self["center"].map { $0.shape.count > 1 ? $0.shape[1] : 1 } ?? facts.dimensions }

  /// The median distance between bump and stimulus where there is a stimulus, rad, over all axes together (of a sphere along
  /// the great circle); `nil` where they were not looked at together.
  var followingError: Double? {
    guard let centers = self["center"]?.doubles, let places = self["stimulus"]?.doubles, centers.count == places.count,
      facts.circumference != nil || facts.dimensions == 1 || self["height"] != nil
    else { return nil }
    let axes = placeAxes
    let isSphere = axes == 2 && facts.dimensions == 1
    let distances = stride(from: 0, to: centers.count - axes + 1, by: axes).compactMap { first -> Double? in
      let (center, place) = (Array(centers[first..<first + axes]), Array(places[first..<first + axes]))
      guard (center + place).allSatisfy(\.isFinite) else { return nil }
      if isSphere { return greatCircle(center, place) }
      let steps = (0..<axes).map { axis -> Double in
        let step = center[axis] - place[axis]
        return facts.circumference(ofAxis: axis).map { step.remainder(dividingBy: $0) } ?? step
      }
      return steps.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return distances.isEmpty ? nil : median(distances)
  }
}

/// The angle between two directions of azimuth and elevation, rad.
private func greatCircle(_ a: [Double], _ b: [Double]) -> Double {
  let cosine = sin(a[1]) * sin(b[1]) + cos(a[1]) * cos(b[1]) * cos(a[0] - b[0])
  return acos(min(1, max(-1, cosine)))
}
