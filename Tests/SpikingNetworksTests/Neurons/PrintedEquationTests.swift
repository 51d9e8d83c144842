import Foundation
import Schema
import SpikingNetworks
import Testing

/// The equations that the catalogue prints, read and computed, against what the kernels compute.
@Suite struct PrintedEquationTests {
  static let catalogue = NeuronCatalogue.standard
  static let names = catalogue.models.map(\.name)

  /// Of a name, with both profiles where they differ.
  private static func variants(_ name: String) throws -> [NeuronModel] {
    let model = try catalogue.model(name)
    return [model] + (catalogue.variant(of: model).map { [$0] } ?? [])
  }

  @Test(arguments: names) func everyNameHasEquationsWithAllItsParametersAndReferences(name: String) throws {
    for model in try Self.variants(name) {
      #expect(!model.equations.isEmpty && !model.references.isEmpty)
      let text = model.equations.joined(separator: "\n")
      #expect(text.allSatisfy(\.isASCII) && !model.equations.contains { $0.count > 170 || $0.hasSuffix(".") })
      let words = Set(text.matches(of: /[A-Za-z_][A-Za-z_0-9]*/).map { String($0.output) })
      for parameter in model.parameters {
        #expect(words.contains(parameter.name), "\(name) does not say what \(parameter.name) does")
      }
    }
  }

  /// Where a name means something else with SPAIC's profile, its equations differ.
  @Test func theProfilesDiffer() throws {
    var count = 0
    for name in Self.names {
      let models = try Self.variants(name)
      if models.count == 2 { count += 1 }
      #expect(models.count == 1 || models[0].equations != models[1].equations, "\(name)")
    }
    #expect(count == 22)
  }

  /// One work, one key, and identifiers that look like some.
  @Test func referencesCanBeFound() {
    let works = Set(Self.catalogue.models.flatMap(\.references))
    #expect(Set(works.map(\.key)).count == works.count)
    for work in works {
      #expect(work.key.wholeMatch(of: /[a-z]+[0-9]{4}[a-z]?/) != nil && work.key.contains(String(work.year)))
      #expect(work.doi.isEmpty || work.doi.wholeMatch(of: /10\.[0-9]{4,}\/\S+/) != nil, "\(work.key)")
    }
  }

  @Test func aPrintedEquationIsComputed() {
    #expect(PrintedEquation.value("u = 2 x^2/(4 x) - 1, x above 0", ["x": 3]) == 0.5)
    #expect(abs(PrintedEquation.value("v <- exp(-1/2) (a - b) 3; then", ["a": 5, "b": 3]) - 6 * exp(-0.5)) < 1e-15)
  }

  // MARK: - Steps

  private static let drive = (0..<200).map { 0.02 * (1 + sin(Double($0) / 9)) }

  /// Follows the printed lines for 200 steps, below threshold, and compares a variable in every step.
  ///
  /// - Parameter step: from the values before a step and what arrives to those after it, by the printed lines.
  private func compare(
    _ name: String, _ variable: String, scale: Double = 1, dt: Double = 0.1, profile: Profile = .reference,
    start: [String: Double] = ["v": 0], parameters given: [String: Double] = [:],
    tolerance: Double = 1e-12, _ step: ([String], inout [String: Double]) -> Void
  ) throws {
    let model = try Self.catalogue.model(name, profile: profile)
    let drive = Self.drive.map { scale * $0 }
    let record = try driven(
      name, dt: dt, duration: 200 * dt, current: drive, parameters: given.mapValues { .constant($0) }, profile: profile,
      variables: [variable])
    var values = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, given[$0.name] ?? $0.value) })
    values.merge(start) { $1 }
    values["dt"] = dt
    let found = record.trace(variable)
    #expect(found.count == 200 && record.spikeTimes.isEmpty && found.contains { abs($0 - found[0]) > 1e-6 })
    for (index, x) in drive.enumerated() {
      values["x"] = x
      step(model.equations, &values)
      let expected = try #require(values[variable])
      #expect(abs(found[index] - expected) < tolerance * max(1, abs(expected)), "\(name), step \(index)")
    }
  }

  /// The first line gives u, which stays without a spike.
  @Test(arguments: ["lif", "plif", "constantcurrentlif", "ifb", "if"]) func aLeakyStepIsWhatItSays(name: String) throws {
    try compare(name, "v", scale: name.hasPrefix("if") ? 0.1 : 0.3) { lines, values in
      values["v"] = PrintedEquation.value(lines[0], values)
    }
  }

  @Test func aStepWithASynapseIsWhatItSays() throws {
    try compare("lifm", "v", scale: 0.01, start: ["v": 0, "I_syn": 0]) { lines, values in
      values["I_syn"] = PrintedEquation.value(lines[0], values)
      values["v"] = PrintedEquation.value(lines[1], values)
    }
  }

  @Test func aStepOfKernelsIsWhatItSays() throws {
    try compare("clif", "v", scale: 0.05, start: ["v": 0, "M": 0, "S": 0, "E": 0, "o": 0]) { lines, values in
      values["r"] = values["tau_p"]! / values["tau_q"]!
      values["V0"] = PrintedEquation.value(lines[4], values)
      for (name, line) in [("M", 0), ("S", 1), ("v", 2), ("E", 3)] { values[name] = PrintedEquation.value(lines[line], values) }
    }
  }

  /// Izhikevich's step by its printed Riccati solution.
  @Test func aStepOfIzhikevichIsWhatItSays() throws {
    try compare("izh", "v", scale: 40, start: ["v": -65, "u": -13], parameters: ["I_e": 1.5], tolerance: 1e-9) {
      lines, values in
      let halves = lines[3].split(separator: ";").map(String.init)
      values["u"] = PrintedEquation.value(halves[0], values)
      let parts = lines[4].components(separatedBy: ", ")
      for part in parts where part.hasPrefix("z = ") || part.hasPrefix("D = ") {
        values[String(part.prefix(1))] = PrintedEquation.value(part, values)
      }
      // Of a negative D the tangent of an imaginary number is a hyperbolic one.
      let (d, dt) = (values["D"]!, values["dt"]!)
      let root = abs(d).squareRoot()
      values["s"] = d > 0 ? PrintedEquation.value(parts[parts.count - 1], values) : tanh(root * dt / 2) / root
      values["z"] = PrintedEquation.value(String(parts[0].drop { $0 != "z" }), values)
      values["v"] = (values["z"]! - 5) / 0.08
      values["u"] = PrintedEquation.value(halves[2], values)
    }
  }

  @Test func aStepOfSpaicIzhikevichIsWhatItSays() throws {
    try compare("izh", "u", scale: 10, profile: .spaic, start: ["v": -65, "u": 1]) { lines, values in
      let v = PrintedEquation.value(lines[0], values)
      values["u"] = PrintedEquation.value(lines[1], values)
      values["v"] = v
    }
  }

  /// By propagators, with a constant current besides.
  @Test func anExactStepIsWhatItSays() throws {
    try compare(
      "exp-lif", "v", scale: 3000, start: ["v": -70, "I_ex": 0, "I_in": 0, "g_ex": 0, "g_in": 0],
      parameters: ["I_e": 50, "tau": 20]
    ) { lines, values in
      values["a"] = exp(-values["dt"]! / values["tau"]!)
      values["I"] = values["x"]
      values["v"] = PrintedEquation.value(lines[2].replacing("a step, exactly: ", with: ""), values)
    }
  }

  /// The gain of an exponential current: a single spike of weight 1000.
  @Test func theGainOfASynapticCurrentIsWhatItSays() throws {
    let network = NetworkDescription(
      dt: 0.1, duration: 20,
      populations: [
        PopulationDescription("in", model: "spike-generator", size: 1, parameters: ["times": .values([0.1])]),
        PopulationDescription("cell", model: "exp-lif", size: 1),
      ], projections: [ProjectionDescription(from: "in", to: "cell", .oneToOne, weight: .constant(1000))],
      monitors: [MonitorDescription("cell", ["v", "I_ex"])])
    let record = try SpikingNetwork(network).run()
    let model = try Self.catalogue.model("exp-lif")
    var values = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value) })
    values.merge(["dt": 0.1, "v": -70, "I_in": 0, "g_in": 0, "I": 0, "a": exp(-0.01)]) { $1 }
    values["g_ex"] = PrintedEquation.value(model.equations[3], values)
    let (v, current) = (record.trace("v"), record.trace("I_ex"))
    for step in 1..<v.count {
      (values["v"], values["I_ex"]) = (v[step - 1], current[step - 1])
      let next = PrintedEquation.value(model.equations[2].replacing("a step, exactly: ", with: ""), values)
      #expect(abs(v[step] - next) < 1e-12)
    }
    #expect(v.max()! > -66)
  }

  @Test func ratesAreWhatTheySay() throws {
    for name in ["meanfield", "simplerate"] {
      // A source of currents is the external input.
      try compare(name, "U", scale: 10, start: ["U": 0]) { lines, values in
        (values["I"], values["x"]) = (values["x"], 0)
        values["U"] = PrintedEquation.value(lines[0], values)
      }
    }
  }

  /// The rates of the axon at rest give its gates at rest.
  @Test func theGatesOfTheAxonAreWhatTheySay() throws {
    let lines = try Self.catalogue.model("hh").equations
    let record = try driven("hh", dt: 0.01, duration: 0.01, variables: ["m", "n", "h"])
    let rates = [lines[2], lines[3], lines[4]].flatMap { line -> [Double] in
      line.components(separatedBy: ", ").map { PrintedEquation.value($0, ["v": 0]) }
    }
    for (index, gate) in ["m", "n", "h"].enumerated() {
      #expect(abs(record.trace(gate)[0] - rates[2 * index] / (rates[2 * index] + rates[2 * index + 1])) < 1e-6, "\(gate)")
    }
  }

  /// Of the chip, in whole numbers.
  @Test func aStepOfTheChipIsWhatItSays() throws {
    try compare("darwin_clif", "v", scale: 20, start: ["v": 0, "I": 0]) { lines, values in
      func part(_ line: String, _ name: String) -> Double {
        PrintedEquation.value(line.components(separatedBy: ", ").first { $0.hasPrefix(name) }!, values)
      }
      func grid(_ line: String) -> Double {
        values["z"] = PrintedEquation.value(line.replacing("q(", with: "("), values)
        return PrintedEquation.value(lines[2].replacing("q(z) = ", with: "q = "), values)
      }
      values["P4"] = part(lines[0], "P4")
      values["P0"] = part(lines[1], "P0")
      values["P1"] = part(lines[1], "P1")
      values["I"] = grid(lines[0])
      values["v"] = grid(lines[1])
    }
  }
}
