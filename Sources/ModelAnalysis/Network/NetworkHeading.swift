import ArrayNumerics
import Foundation
import Schema
import SpikingNetworks

extension NetworkDescription {
  /// Gives its sources the heading of a task, and lasts as long as that does.
  ///
  /// - Parameters:
  ///   - folder: where a recording is looked for.
  ///   - place: of the task, for messages.
  /// - Throws: `SimulationError`; what the reader of recordings throws.
  mutating func follow(_ plan: HeadingPlan, folder: URL, place: String) throws {
    guard populations.contains(where: { $0.followsHeading }) else {
      throw SimulationError(
        place: place,
        reason: "no population follows the heading; add one, {name: cue, model: heading-generator, size: 64}, or leave it out.")
    }
    let setup = TaskSetup(
      dt: dt, clock: .milliseconds, seed: seed, isCompatible: false, folder: folder, place: place)
    heading = try HeadingPath(plan, setup).angles
    duration = Double(heading.count - 1) * dt
  }

  /// What the animal did at some times (ms), as a recording holds it.
  func behaviour(at times: [Double]) -> [NamedArray] {
    let angles = times.map { wrapAngle(heading[min(heading.count - 1, max(0, Int(($0 / dt).rounded())))]) }
    return [
      NamedArray(
        "head_direction", unit: "rad", axes: ["time"], "direction of the head, which the sources follow", DataArray(angles))
    ]
  }

  /// The populations that a source following the heading is joined with: they stand on a ring.
  var ringPopulations: [String] {
    let sources = populations.filter { $0.followsHeading }.map(\.name)
    let targets = projections.filter { sources.contains($0.from) }.map(\.to)
    return populations.map(\.name).filter(targets.contains)
  }
}

extension PopulationDescription {
  fileprivate var followsHeading: Bool {
    (try? NeuronCatalogue.standard.model(model).name) == "heading-generator"
  }
}

extension HeadingPlan {
  /// What decides it, for the record.
  var record: [String] {
    if let file { return ["file=\(file)"] }
    return [
      "turning_deviation=\(formatted(turningDeviation))", "turning_coherence=\(formatted(turningCoherence))",
      "start=\(formatted(start))",
    ]
  }
}

extension NetworkRecord {
  /// Over which spikes are counted for the centre of a bump, ms.
  static let centerWindow = 100.0

  /// Where the bump of each ring stands at some times, ms: the population vector of the spikes around them.
  func centers(of network: NetworkDescription, at times: [Double]) -> [NamedArray] {
    network.ringPopulations.compactMap { name in
      guard let spikes = spikes.first(where: { $0.population == name }) else { return nil }
      return NamedArray(
        "\(name).center", unit: "rad", axes: ["time"],
        "where the bump of \(name) stands: population vector of the spikes in \(formatted(Self.centerWindow)) ms around",
        DataArray(spikes.populationVector(at: times, window: Self.centerWindow)))
    }
  }
}

extension NetworkRecord.Spikes {
  /// The direction of the population vector, neuron n of N standing at 2πn/N.
  ///
  /// - Parameters:
  ///   - times: ascending, ms.
  ///   - window: of the spikes around each that count, ms.
  /// - Returns: rad, from 0 to 2π; NaN without spikes in the window. Time O(spikes + times).
  func populationVector(at times: [Double], window: Double) -> [Double] {
    let directions = (0..<neurons).map { neuron -> SIMD2<Double> in
      let angle = 2 * Double.pi * Double(neuron) / Double(neurons)
      return SIMD2(cos(angle), sin(angle))
    }
    // How often each neuron fired, in whole numbers: no rounding is carried along.
    var counts = [Int](repeating: 0, count: neurons)
    var (first, last) = (0, 0)
    return times.map { time in
      while last < steps.count, Double(steps[last] + 1) * dt <= time + window / 2 {
        counts[Int(neuron[last])] += 1
        last += 1
      }
      while first < last, Double(steps[first] + 1) * dt <= time - window / 2 {
        counts[Int(neuron[first])] -= 1
        first += 1
      }
      guard last > first else { return .nan }
      var sum = SIMD2<Double>.zero
      for index in counts.indices where counts[index] > 0 { sum += Double(counts[index]) * directions[index] }
      return wrapAngle(atan2(sum.y, sum.x))
    }
  }
}

extension SimulationResult {
  /// The populations on a ring that follow the heading, with the median distance of their bump from it, rad.
  var followingRings: [(name: String, error: Double)] {
    guard let heading = self["head_direction"]?.doubles else { return [] }
    return arrays.compactMap { array in
      guard array.key.hasSuffix(".center"), let centers = array.array.doubles, centers.count == heading.count else {
        return nil
      }
      let errors = zip(centers, heading).compactMap { $0.isFinite ? abs(angleDifference($0, $1)) : nil }
      return errors.isEmpty ? nil : (String(array.key.dropLast(7)), median(errors))
    }
  }
}
