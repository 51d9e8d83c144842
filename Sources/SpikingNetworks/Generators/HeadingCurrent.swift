import Foundation
import Schema

extension NeuronModel {
  /// A bump of current on a ring that stands where the head points: what a landmark, or the whole of the senses, tells a ring
  /// of direction cells.
  ///
  /// The neurons stand evenly on a circle, as those of a distance kernel on a ring, so that it goes one to one into a
  /// population of its size.
  static let headingCurrent = NeuronModel(
    name: "heading-generator",
    summary: "A bump of current that follows the heading of the task: amplitude · e^((cos(place − heading) − 1)/width²).",
    isSource: true, output: .values,
    parameters: [
      NeuronParameterInformation(
        name: "amplitude", unit: "pA", value: 50, range: -Double.infinity...Double.infinity,
        meaning: "the current at the heading, in the unit of the target"),
      NeuronParameterInformation(
        name: "width", unit: "rad", value: 1, range: 0.01...Double.infinity,
        meaning: "width of the bump, as of a von-mises kernel"),
    ] + sourceWindow, remarks: "The file needs a task, {kind: head-direction}; neuron n of N stands at the angle 2πn/N.",
    equations: [
      "I of neuron n = amplitude exp((cos(2 pi n/N - heading) - 1)/width^2) for start <= t < stop, else 0",
      "t the beginning of the step, N the size of the population",
    ], references: [.zhang1996]
  ) { request in
    let heading = request.heading
    guard let last = heading.last else {
      throw SpikingNetworksError(
        "population \(request.name)", "there is no heading that it could follow",
        remedy: "Give the file a task, 'task: {kind: head-direction, turning_deviation: 0.5}'.")
    }
    let count = request.count
    let (start, stop) = request.window()
    let amplitudes = request.values("amplitude", default: 50)
    let sharpness = request.values("width", default: 1).map { 1 / ($0 * $0) }
    let places = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
    return Population(
      count: count, ports: [], advance: { _, _, _, _, _ in },
      output: { step, values in
        let angle = step < 0 ? heading[0] : step < heading.count ? heading[step] : last
        for neuron in 0..<count {
          let isOn = start[neuron] <= Double(step) && Double(step) < stop[neuron]
          let fall = isOn ? exponential((cos(places[neuron] - angle) - 1) * sharpness[neuron]) : 0
          values[neuron] = amplitudes[neuron] * fall
        }
      }, read: { _, _ in .nan })
  }
}
