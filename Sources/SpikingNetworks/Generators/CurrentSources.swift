import Foundation
import Schema

/// When a source is on.
let sourceWindow = [
  NeuronParameterInformation(name: "start", unit: "ms", value: 0, range: 0...Double.infinity, meaning: "nothing before"),
  NeuronParameterInformation(
    name: "stop", unit: "ms", value: .infinity, range: 0...Double.infinity, meaning: "nothing from here on"),
]

/// A source whose neurons put out a function of time.
///
/// - Parameter value: of the parameters of a neuron in the order of the table and the time of the beginning of the step, ms.
private func currentSource(
  _ name: String, summary: String, parameters: [NeuronParameterInformation], remarks: String = "", equations: [String],
  references: [Reference], _ value: @escaping @Sendable (_ parameters: [Double], _ time: Double) -> Double
) -> NeuronModel {
  NeuronModel(
    name: name, summary: summary, isSource: true, output: .values, parameters: parameters + sourceWindow, remarks: remarks,
    equations: equations + ["for start <= t < stop, else 0; t the beginning of the step"], references: references
  ) { request in
    let (start, stop) = request.window()
    let columns = parameters.map { request.values($0.name, default: $0.value) }
    let neurons = (0..<request.count).map { neuron in columns.map { $0[neuron] } }
    let (dt, count) = (request.dt, request.count)
    return Population(
      count: count, ports: [], advance: { _, _, _, _, _ in },
      output: { step, values in
        for neuron in 0..<count {
          let isOn = start[neuron] <= Double(step) && Double(step) < stop[neuron]
          values[neuron] = isOn ? value(neurons[neuron], Double(step) * dt) : 0
        }
      }, read: { _, _ in .nan })
  }
}

private func parameter(_ name: String, _ unit: String, _ value: Double, _ meaning: String) -> NeuronParameterInformation {
  NeuronParameterInformation(name: name, unit: unit, value: value, range: -Double.infinity...Double.infinity, meaning: meaning)
}

extension NeuronModel {
  /// A constant: NeurAI's DCGenerator, SPAIC's cc_generator.
  static let directCurrent = currentSource(
    "dc-generator", summary: "A constant current in a window of time.",
    parameters: [parameter("amplitude", "pA", 1, "the current, in the unit of the target")],
    remarks: "A projection from it acts in the same step; its weight is a factor.", equations: ["I(t) = amplitude"],
    references: [.gewaltig2007, .neurai2023, .hong2024]
  ) { p, _ in p[0] }

  /// A sine: SPAIC's sin_generator.
  static let sine = currentSource(
    "sin-generator", summary: "A sine in time: amplitude · sin(2πt/period + phase).",
    parameters: [
      parameter("amplitude", "pA", 1, "the amplitude"),
      NeuronParameterInformation(
        name: "period", unit: "ms", value: 100, range: Double.leastNonzeroMagnitude...Double.infinity, meaning: "the period"),
      parameter("phase", "rad", 0, "the phase at time 0; 1.5707963 makes it a cosine"),
    ],
    remarks:
      "SPAIC's documentation lists a cosine_generator, which its program does not have: give the phase 1.5707963 (pi/2).",
    equations: ["I(t) = amplitude sin(2 pi t/period + phase)"], references: [.hong2024]
  ) { p, t in p[0] * sin(2 * .pi * t / p[1] + p[2]) }

  /// A ramp: SPAIC's ramp_generator.
  static let ramp = currentSource(
    "ramp-generator", summary: "A ramp in time: amplitude · (slope · t + base).",
    parameters: [
      parameter("amplitude", "pA", 0.001, "a factor"), parameter("slope", "1/ms", 1, "the slope"),
      parameter("base", "", 0, "the value at time 0"),
    ], equations: ["I(t) = amplitude (slope t + base)"], references: [.hong2024]
  ) { p, t in p[0] * (p[1] * t + p[2]) }

  /// Values for each step.
  static let table = NeuronModel(
    name: "table-generator", summary: "Values that are given for each step, as a current.", isSource: true, output: .values,
    parameters: [
      parameter("values", "", 0, "by step, and in a step by neuron"),
      NeuronParameterInformation(
        name: "every", unit: "steps", value: 1, range: 1...1e9, meaning: "how many steps a row of values lasts"),
    ], remarks: "After the last row it is silent.",
    equations: ["I of neuron i in step n = values[floor(n/every), i], and 0 after the last row"], references: [.gewaltig2007],
    lists: ["values", "every"]
  ) { request in
    let (values, count) = (request.parameters["values"] ?? [], request.count)
    let every = Int((request.parameters["every"]?.first ?? 1).rounded())
    guard every >= 1, !values.isEmpty, values.count % count == 0 else {
      throw SpikingNetworksError(
        "population \(request.name)", "\(values.count) values do not make rows of \(count), one for each neuron",
        remedy: "Give steps times neurons numbers, and 'every' of 1 or more.")
    }
    return Population(
      count: count, ports: [], advance: { _, _, _, _, _ in },
      output: { step, row in
        let first = step / every * count
        for neuron in 0..<count { row[neuron] = first + neuron < values.count ? values[first + neuron] : 0 }
      }, read: { _, _ in .nan })
  }
}
