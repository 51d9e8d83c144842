import Schema

/// The encoders as sources of a network: `poisson-encoder`, …
extension NeuronModel {
  static let encoders = Encoder.allCases.map { NeuronModel($0, isSpaic: false) }

  /// As SPAIC's program: numbers of any range.
  static let spaicEncoders = Encoder.allCases.filter(\.takesIntensities).map { NeuronModel($0, isSpaic: true) }

  private init(_ encoder: Encoder, isSpaic: Bool) {
    self.init(
      name: "\(encoder.rawValue.replacing("_", with: "-"))-encoder",
      summary: isSpaic
        ? "As SPAIC: numbers of any range." : "SPAIC's encoder \(encoder.rawValue): \(encoder.entry.summary).",
      isSource: true, output: encoder.isSpiking ? .spikes : .values, parameters: encoder.parameters(isSpaic: isSpaic),
      remarks: encoder.entry.remarks,
      equations: (isSpaic ? encoder.entry.spaicEquations : encoder.entry.equations) + [Encoder.silence],
      references: encoder.entry.references + [.hong2024], lists: ["source"]
    ) { try encoder.population($0, isSpaic: isSpaic) }
  }
}

extension Encoder {
  /// What is said of an encoder.
  struct Entry {
    var summary: String
    /// What the numbers are.
    var source: String
    /// What `scale` is; `nil` for an encoder without.
    var scale: String?
    var remarks = ""
    var equations: [String]
    /// What the program of SPAIC computes; of encoders of intensities.
    var spaicEquations: [String] = []
    var references: [Reference] = []
  }

  static let silence = "for the steps n = 0 ... T - 1, T = time/dt, all steps of the run without 'time'; silent after"
  private static let window = "only in steps that begin at start or later and before stop"
  private static let cut = "with cut_off: none where source[i] <= largest/20"
  private static let longest = "c = bias, m = max_time/dt, which is T unless max_time is given"
  private static let intensities = "intensities from 0 to 1, one for each neuron"

  var entry: Entry {
    switch self {
    case .null:
      Entry(
        summary: "a current that is given for each step and neuron", source: "T times as many numbers as neurons, step by step",
        equations: ["I of neuron i in step n = source[n, i]"])
    case .float:
      Entry(
        summary: "a constant current, the number itself", source: "currents, one for each neuron",
        equations: ["I of neuron i in step n = source[i]"])
    case .singleSpike:
      Entry(
        summary: "one spike of each neuron, the number is its time", source: "times from 0 to below 'time', ms",
        equations: ["one spike of neuron i, in step floor(source[i]/dt)"], references: [.thorpe2001])
    case .multipleSpikes:
      Entry(
        summary: "spikes by pairs of time and neuron", source: "time (ms, 0 to 'time') and neuron in turn",
        equations: ["a spike of neuron i in step min(floor(t/dt), T - 1) for each pair t, i of source; equal ones add up"])
    case .poisson:
      Entry(
        summary: "random spikes, the number is the probability", source: Self.intensities,
        scale: "spikes a ms of an intensity of 1 (SPAIC's unit_conversion)",
        remarks: "SPAIC documents the intensity as the probability in a step: 'scale: 10' is that at dt 0.1 ms.",
        equations: [
          "P(a spike of neuron i in a step) = scale dt source[i], 0 <= source[i] <= 1 and not above 1", Self.window,
        ],
        spaicEquations: ["P(a spike of neuron i in a step) = min(1, scale dt source[i]), source[i] >= 0", Self.window],
        references: [.dayan2001])
    case .bernoulli:
      Entry(
        summary: "random spikes, the number is the probability in a step", source: Self.intensities,
        scale: "probability of an intensity of 1, from 0 to 1 (SPAIC's max_prob)",
        equations: [
          "P(a spike of neuron i in a step) = scale source[i], 0 <= source[i] <= 1",
          "with rescale: scale source[i]/max(1, largest of source), source[i] >= 0",
        ], spaicEquations: ["P(a spike of neuron i in a step) = scale source[i]/max(1, largest of source), source[i] >= 0"],
        references: [.dayan2001])
    case .latency:
      Entry(
        summary: "one spike of each neuron, the earlier the larger the number", source: Self.intensities,
        scale: "part of the time that is used, from 0 to 1 (SPAIC's max_scale)",
        remarks: "SPAIC's program always goes from the least to the largest of its numbers, as 'rescale: 1'.",
        equations: [
          "one spike of neuron i, in step floor((T - 1) scale (1 - z)), z = source[i], 0 <= source[i] <= 1",
          "with rescale: z = (source[i] - least)/(largest - least + 1e-10), over all neurons", Self.cut,
        ],
        spaicEquations: [
          "one spike of neuron i, in step floor((T - 1) scale (1 - z)), z = (source[i] - least)/(largest - least + 1e-10)",
          Self.cut,
        ], references: [.thorpe2001])
    case .relativeLatency:
      Entry(
        summary: "one spike, the earlier the larger the number is beside the others", source: Self.intensities,
        scale: "a factor of the numbers (SPAIC's amp)",
        remarks: "It is relative by itself: the neuron with the largest number spikes in step 0.",
        equations: [
          "one spike of neuron i, in step k_i = floor(0.9999999 (T - 1) (y_i - least y)), y_i = exp(-scale source[i])",
          "only where k_i < first + 0.8 (last - first), first and last of all k; 0 <= source[i] <= 1",
        ],
        spaicEquations: [
          "one spike of neuron i, in step k_i = floor(0.9999999 (T - 1) (y_i - least y)), y_i = exp(-scale source[i])",
          "only where k_i < first + 0.8 (last - first), first and last of all k; any source[i] with k_i < T",
        ], references: [.thorpe2001])
    case .constantCurrent:
      Entry(
        summary: "a constant current", source: "numbers, one for each neuron", scale: "a factor of the numbers (SPAIC's amp)",
        equations: ["I of neuron i in step n = scale source[i]"])
    case .uniform:
      Entry(
        summary: "regular spikes, the more the larger the number", source: Self.intensities,
        scale: "a factor of the period (SPAIC's amp)",
        remarks: "SPAIC's program always goes from the least to the largest of its numbers, as 'rescale: 1'.",
        equations: [
          "a spike of neuron i in step n where (n + 1) mod p = 0, p = ceil(scale m (c + b - source[i])/(c + b - a))",
          "a = 0, b = 1, 0 <= source[i] <= 1; with rescale a is the least and b the largest of all neurons",
          "p + 10 m in the place of p where source[i] = a < b", Self.longest,
        ],
        spaicEquations: [
          "a spike of neuron i in step n where (n + 1) mod p = 0, p = ceil(scale m (c + b - source[i])/(c + b - a))",
          "a the least and b the largest of all neurons; p + 10 m in the place of p where source[i] = a < b", Self.longest,
        ], references: [.dayan2001])
    }
  }

  /// What a file can give.
  func parameters(isSpaic: Bool) -> [NeuronParameterInformation] {
    let rescale = NeuronParameterInformation(
      name: "rescale", unit: "", value: 0, range: 0...1, meaning: "1 for numbers of any range, brought to 0 to 1 as SPAIC does")
    return [
      NeuronParameterInformation(
        name: "source", unit: self == .singleSpike ? "ms" : "", value: 0, range: -Double.infinity...Double.infinity,
        meaning: isSpaic ? "numbers, one for each neuron" : entry.source),
      NeuronParameterInformation(
        name: "time", unit: "ms", value: .infinity, range: 0...Double.infinity,
        meaning: "how long they are encoded; all of the run unless given"),
    ]
      + (entry.scale.map {
        [NeuronParameterInformation(name: "scale", unit: "", value: 1, range: 0...Double.infinity, meaning: $0)]
      } ?? []) + (canRescale && !isSpaic ? [rescale] : []) + ownParameters
  }

  /// What only one of them has.
  private var ownParameters: [NeuronParameterInformation] {
    switch self {
    case .poisson: return sourceWindow
    case .latency:
      return [
        NeuronParameterInformation(
          name: "cut_off", unit: "", value: 0, range: 0...1,
          meaning: "1 to leave out neurons with up to a twentieth of the largest number")
      ]
    case .uniform:
      return [
        NeuronParameterInformation(
          name: "bias", unit: "", value: 0.05, range: Double.leastNonzeroMagnitude...Double.infinity,
          meaning: "what keeps the largest number from having a period of 0"),
        NeuronParameterInformation(
          name: "max_time", unit: "ms", value: .infinity, range: Double.leastNonzeroMagnitude...Double.infinity,
          meaning: "the period of the least number; 'time' unless given"),
      ]
    default: return []
    }
  }

  /// A population that plays what the encoder makes of its numbers.
  ///
  /// - Throws: `SpikingNetworksError`
  func population(_ request: PopulationRequest, isSpaic: Bool) throws -> Population {
    let place = "population \(request.name)"
    // All neurons are encoded together.
    func one(_ name: String, _ standard: Double) throws -> Double {
      let values = request.parameters[name] ?? [standard]
      guard let first = values.first, values.allSatisfy({ $0 == first }) else {
        throw SpikingNetworksError(
          place, "'\(name)' differs between neurons, which are encoded together", remedy: "Give one number.")
      }
      return first
    }
    func flag(_ name: String, _ standard: Double) throws -> Bool {
      let value = try one(name, standard)
      guard value == 0 || value == 1 else {
        throw SpikingNetworksError(place, "'\(name)' is \(value)", remedy: "Give 0 or 1.")
      }
      return value == 1
    }
    let rescales = try flag("rescale", isSpaic ? 1 : 0)
    let time = try one("time", .infinity)
    let steps = Int(min(1e15, (time.isFinite ? time : request.duration) / request.dt).rounded())
    let (start, stop) = (try one("start", 0), try one("stop", .infinity))
    guard start < stop else {
      throw SpikingNetworksError(place, "nothing lies between \(start) and \(stop) ms", remedy: "Give a 'stop' after 'start'.")
    }
    func step(_ time: Double) -> Int { Int(min(Double(steps), (time / request.dt - 1e-9).rounded(.up))) }
    let longest = try one("max_time", .infinity)
    let count = request.count
    let encoded: EncodedInput
    do {
      encoded = try encode(
        request.parameters["source"] ?? [], neurons: count, steps: steps, dt: request.dt, scale: try one("scale", 1),
        bias: try one("bias", 0.05), longest: longest.isFinite ? longest : nil, leavesOutLow: try flag("cut_off", 0),
        window: step(start)..<step(stop), rescales: rescales, seed: request.seed, name: "\(request.name) encoder")
    } catch let error as SpikingNetworksError where error.place != place {
      throw SpikingNetworksError("\(place), \(error.place)", error.problem, remedy: error.remedy)
    }
    guard isSpiking else {
      return Population(
        count: count, ports: [], advance: { _, _, _, _, _ in },
        output: { step, values in
          for neuron in 0..<count { values[neuron] = step < steps ? encoded.values[step * count + neuron] : 0 }
        }, read: { _, _ in .nan })
    }
    return Population(
      count: count, ports: [],
      advance: { blocks, _, _, step, spikes in
        guard step < steps else { return }
        for neuron in blocks.lowerBound * laneCount..<min(count, blocks.upperBound * laneCount) {
          for _ in 0..<Int(encoded.values[step * count + neuron]) { spikes.append(UInt32(neuron)) }
        }
      }, output: nil, read: { _, _ in .nan })
  }
}
