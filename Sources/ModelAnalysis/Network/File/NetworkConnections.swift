import ArrayNumerics
import Foundation
import LearningModels
import Schema
import SpikingNetworks

extension ProjectionDescription {
  init(_ section: FileSection, files: NamedNumbers) throws {
    try section.require(known: ["from", "to", "connect", "weight", "delay", "representation", "plasticity", "synapse"])
    guard let from = try section.text("from"), let to = try section.text("to") else {
      throw section.error("a projection goes from one population to one, {from: a, to: b, connect: one-to-one, weight: 1}.")
    }
    let connect = try ConnectionReading(section, files: files)
    var weight = try section.distribution("weight", files: files, unit: .none)
    var delay = try section.delay("delay", files: files)
    if let given = connect.weights {
      if weight != nil { throw section.error("the file of the pairs gives weights, and 'weight' does too; leave out one.") }
      weight = .values(given)
    }
    if let given = connect.delays {
      if delay != nil { throw section.error("the file of the pairs gives delays, and 'delay' does too; leave out one.") }
      delay = .time(.values(given))
    }
    self.init(
      from: from, to: to, connect.connection, weight: weight ?? .constant(1), delay: delay,
      representation: try section.word("representation", Representation.self) ?? .csr,
      plasticity: try section.section("plasticity").map { try PlasticityRule($0) },
      synapse: try SynapseKind(in: section) ?? .direct)
  }
}

extension PlasticityRule {
  fileprivate init(_ section: FileSection) throws {
    self.init()
    try section.require(
      known: [
        "kind", "A_plus", "A_minus", "tau_plus", "tau_minus", "A3_plus", "A3_minus", "tau_x", "tau_y", "w_min", "w_max",
        "mu_plus", "mu_minus", "tau_z", "rate", "rewards", "w_total", "w_total_every", "stop",
      ])
    switch try section.text("kind") ?? "stdp" {
    case "stdp": pairing = .all
    case "stdp-nearest": pairing = .nearest
    case "stdp-triplet": pairing = .triplet
    case "reward-stdp": reward = Reward()
    case let kind:
      throw section.error("there is no plasticity '\(kind)'; known are stdp, stdp-nearest, stdp-triplet, reward-stdp.")
    }
    func set(_ key: String, _ path: WritableKeyPath<PlasticityRule, Double>) throws {
      if let value: Double = try section.value(key) { self[keyPath: path] = value }
    }
    try set("A_plus", \.growth)
    try set("A_minus", \.fall)
    func setTime(_ key: String, _ path: WritableKeyPath<PlasticityRule, Double>) throws {
      if let value = try section.time(key, .milliseconds) { self[keyPath: path] = value }
    }
    try setTime("tau_plus", \.tauPlus)
    try setTime("tau_minus", \.tauMinus)
    try set("w_min", \.lowest)
    try set("w_max", \.highest)
    try set("mu_plus", \.growthPower)
    try set("mu_minus", \.fallPower)
    total = try section.value("w_total")
    if total == nil, section.keys.contains("w_total_every") {
      throw section.error("'w_total_every' says how often weights are scaled to 'w_total', which is not given.")
    }
    if let time = try section.time("w_total_every", .milliseconds) { normalizationTime = time }
    if let time = try section.time("stop", .milliseconds) { stop = time }
    let triplets = ["A3_plus", "A3_minus", "tau_x", "tau_y"]
    if pairing != .triplet, let idle = triplets.first(where: section.keys.contains) {
      throw section.error("'\(idle)' belongs to {kind: stdp-triplet}.")
    }
    try set("A3_plus", \.tripletGrowth)
    try set("A3_minus", \.tripletFall)
    try setTime("tau_x", \.tauSlowPlus)
    try setTime("tau_y", \.tauSlowMinus)
    guard var given = reward else {
      if let idle = ["tau_z", "rate", "rewards"].first(where: section.keys.contains) {
        throw section.error("'\(idle)' belongs to {kind: reward-stdp}.")
      }
      return
    }
    if let tau = try section.time("tau_z", .milliseconds) { given.tau = tau }
    if let rate: Double = try section.value("rate") { given.rate = rate }
    for entry in try section.sections("rewards") ?? [] {
      try entry.require(known: ["time", "value"])
      guard let time = try entry.time("time", .milliseconds) else {
        throw entry.error("a reward has a time, {time: 100 ms, value: 1}.")
      }
      given.times.append(time)
      given.values.append(try entry.value("value") ?? 1)
    }
    if given.times.isEmpty {
      throw section.error(
        "without 'rewards' no weight changes, as in {kind: reward-stdp, rewards: [{time: 100 ms, value: 1}]}.")
    }
    reward = given
  }
}

/// How 'connect' is read.
private struct ConnectionReading {
  var connection: Connection
  /// Of a file with pairs.
  var weights: [Double]?
  /// ms, of a file with pairs.
  var delays: [Double]?

  static let kinds = [
    "all-to-all", "one-to-one", "fixed-total-number", "fixed-in-degree", "fixed-out-degree", "probability", "small-world",
    "distance", "pairs", "convolution", "transposed-convolution", "average-pooling", "max-pooling",
  ]

  init(_ owner: FileSection, files: NamedNumbers) throws {
    guard let value = owner["connect"] else {
      throw owner.error("'connect' says which neurons are joined: \(Self.kinds.joined(separator: ", ")).")
    }
    if case .text(let kind) = value {
      try self.init(kind, FileSection(place: owner.place, [:]), owner, files)
      return
    }
    guard let section = try owner.section("connect"), let kind = try section.text("kind") else {
      throw owner.error("'connect' takes a kind, such as {kind: fixed-total-number, number: 80}.")
    }
    try self.init(kind, section, owner, files)
  }

  private init(_ kind: String, _ section: FileSection, _ owner: FileSection, _ files: NamedNumbers) throws {
    func require(_ keys: String...) throws { try section.require(known: ["kind"] + keys) }
    func needed<Value: ParameterValue>(_ key: String, _ example: String) throws -> Value {
      guard let value: Value = try section.value(key) else {
        throw section.error("\(kind) needs '\(key)', as in {kind: \(kind), \(key): \(example)}.")
      }
      return value
    }
    func flag(_ key: String, _ standard: Bool) throws -> Bool { try section.value(key) ?? standard }
    /// A number of neurons, of which 0 or fewer join nothing.
    func count(_ key: String, _ example: String) throws -> Int {
      let number: Int = try needed(key, example)
      guard number >= 1 else { throw section.error("'\(key)' is \(number), and must be 1 or more: nothing would be joined.") }
      return number
    }
    func probability(_ key: String, _ example: String, isAbove: Bool) throws -> Double {
      let number: Double = try needed(key, example)
      guard (0...1).contains(number), !isAbove || number > 0 else {
        throw section.error(
          "'\(key)' is \(number), and must be \(isAbove ? "above 0, where it joins nothing, and up to" : "from 0 to") 1.")
      }
      return number
    }
    switch kind.lowercased().replacing("_", with: "-") {
    case "all-to-all":
      try require("allow_self")
      connection = .allToAll(allowsSelf: try flag("allow_self", true))
    case "one-to-one":
      try require()
      connection = .oneToOne
    case "fixed-total-number":
      try require("number", "multiple", "allow_self")
      connection = .fixedTotalNumber(
        try count("number", "80"), allowsMultiple: try flag("multiple", false), allowsSelf: try flag("allow_self", true))
    case "fixed-in-degree":
      try require("degree", "multiple", "allow_self")
      connection = .fixedInDegree(
        try count("degree", "100"), allowsMultiple: try flag("multiple", false), allowsSelf: try flag("allow_self", true))
    case "fixed-out-degree":
      try require("degree", "multiple", "allow_self")
      connection = .fixedOutDegree(
        try count("degree", "100"), allowsMultiple: try flag("multiple", false), allowsSelf: try flag("allow_self", true))
    case "probability":
      try require("probability", "allow_self")
      connection = .probability(
        try probability("probability", "0.1", isAbove: true), allowsSelf: try flag("allow_self", true))
    case "small-world":
      try require("neighbors", "rewiring")
      connection = .smallWorld(
        neighbors: try count("neighbors", "10"), rewiring: try probability("rewiring", "0.1", isAbove: false))
    case "distance": connection = .distance(try Self.kernel(section))
    case "convolution": connection = .convolution(try SheetConvolution(section, isTransposed: false))
    case "transposed-convolution": connection = .convolution(try SheetConvolution(section, isTransposed: true))
    case "average-pooling": connection = .pooling(try SheetPooling(section, rule: .average))
    case "max-pooling": connection = .pooling(try SheetPooling(section, rule: .maximum))
    case "pairs":
      try require("file", "sources", "targets")
      if let name = try section.text("file") {
        if section["sources"] != nil || section["targets"] != nil {
          throw section.error("pairs are given by a file, or as 'sources' and 'targets': leave one of them out.")
        }
        let listed = try files.pairs(name, place: section.place)
        connection = .pairs(sources: listed.sources, targets: listed.targets)
        (weights, delays) = (listed.weights, listed.delays)
      } else {
        guard let sources = try section.values("sources", as: Int.self),
          let targets = try section.values("targets", as: Int.self)
        else {
          throw section.error("pairs are given by a file, {kind: pairs, file: pairs.csv}, or as 'sources' and 'targets'.")
        }
        connection = .pairs(sources: sources, targets: targets)
      }
    default:
      throw owner.error(
        sentence {
          "there is no way to connect called '\(kind)'"
          if let nearest = nearestName(to: kind, in: Self.kinds) { "; did you mean '\(nearest)'? Known" } else { "; known" }
          " are \(Self.kinds.joined(separator: ", "))."
        })
    }
  }

  private static func kernel(_ section: FileSection) throws -> DistanceKernel {
    try section.require(
      known: [
        "kind", "shape", "width", "geometry", "use", "cutoff", "shift", "ratio", "balance", "allow_self",
      ])
    guard let shape = try section.word("shape", DistanceKernel.Shape.self) else {
      throw section.error("distance needs a 'shape', as in {kind: distance, shape: gaussian, width: 0.5, geometry: ring}.")
    }
    let width: Double? = try section.value("width")
    guard width != nil || shape == .cosine else { throw section.error("\(shape.rawValue) needs a 'width'.") }
    var kernel = DistanceKernel(shape: shape, width: width ?? 1)
    if shape != .mexicanHat, let idle = ["ratio", "balance"].first(where: section.keys.contains) {
      throw section.error("'\(idle)' belongs to {kind: distance, shape: mexican-hat}.")
    }
    if shape == .cosine, width != nil { throw section.error("a cosine has no 'width'; leave it out.") }
    kernel.geometry = try section.word("geometry", DistanceKernel.Geometry.self) ?? .ring
    kernel.use = try section.word("use", DistanceKernel.Use.self) ?? .weight
    kernel.cutoff = try section.value("cutoff") ?? .infinity
    kernel.shift = try section.value("shift") ?? 0
    kernel.ratio = try section.value("ratio") ?? 2
    kernel.balance = try section.value("balance") ?? 1
    kernel.allowsSelf = try section.value("allow_self") ?? true
    return kernel
  }
}

extension FileSection {
  /// A number, a list, a draw such as {uniform: [0, 1]}, or {file: NAME}.
  ///
  /// - Parameter unit: of the numbers; those of files have none and are taken as they are.
  func distribution(_ key: String, files: NamedNumbers, unit: ExpectedUnit) throws -> Distribution? {
    guard let value = self[key] else { return nil }
    switch value {
    case .text: return .constant(try number(value, key, unit))
    case .list(let items): return .values(try items.map { try number($0, key, unit) })
    case .null: return nil
    case .mapping:
      guard let section = try section(key) else { return nil }
      return try section.drawn(files: files, unit: unit)
    }
  }

  private func number(_ value: Value, _ key: String, _ unit: ExpectedUnit) throws -> Double {
    guard case .text(let text) = value else {
      throw error("'\(key)' takes a number, a list, {uniform: [a, b]}, {normal: [mean, sd]} or {file: NAME}.")
    }
    guard let number = unit.number(text) else {
      throw error("'\(key)' takes \(unit.expectedText), a list or a draw of such, or {file: NAME}; '\(text)' is none of them.")
    }
    return number
  }

  /// Numbers of a unit, as a list.
  private func numbers(_ key: String, _ unit: ExpectedUnit) throws -> [Double] {
    switch self[key] {
    case .list(let items)?: try items.map { try number($0, key, unit) }
    case let value?: [try number(value, key, unit)]
    case nil: []
    }
  }

  private func drawn(files: NamedNumbers, unit: ExpectedUnit) throws -> Distribution {
    let kinds = ["constant", "uniform", "normal", "log-normal", "exponential", "file", "values", "digits"]
    try require(known: kinds + ["clip", "array"] + (keys.contains("digits") ? ["noise", "seed"] : []))
    guard let kind = keys.first(where: { kinds.contains($0) }), keys.count(where: { kinds.contains($0) }) == 1 else {
      throw error("one of \(kinds.joined(separator: ", ")) is needed.")
    }
    if let idle = ["array"].first(where: { keys.contains($0) && kind != "file" }) {
      throw error("'\(idle)' belongs to {file: NAME}.")
    }
    let isDrawn = ["uniform", "normal", "log-normal", "exponential"].contains(kind)
    if keys.contains("clip"), !isDrawn {
      throw error("'clip' draws again what is out of a range, and '\(kind)' draws nothing.")
    }
    func pair(_ meaning: String) throws -> (Double, Double) {
      let values = try numbers(kind, unit)
      guard values.count == 2, values.allSatisfy(\.isFinite) else {
        throw error("'\(kind)' takes two numbers, \(meaning), each a number that is finite.")
      }
      return (values[0], values[1])
    }
    var distribution: Distribution
    switch kind {
    case "uniform":
      let (low, high) = try pair("the lower and the upper bound")
      guard low <= high else { throw error("the bounds of 'uniform' are \(low) and \(high); the lower comes first.") }
      distribution = .uniform(low, high)
    case "normal", "log-normal":
      let (mean, deviation) = try pair("mean and standard deviation")
      guard deviation >= 0 else { throw error("the standard deviation is \(deviation), and must be 0 or positive.") }
      if kind == "log-normal", mean <= 0 { throw error("the mean of 'log-normal' is \(mean), and must be above 0.") }
      distribution =
        kind == "normal"
        ? .normal(mean: mean, standardDeviation: deviation) : .logNormal(mean: mean, standardDeviation: deviation)
    case "exponential":
      let means = try numbers(kind, unit)
      guard means.count == 1, let mean = means.first, mean > 0, mean.isFinite else {
        throw error("'exponential' takes its mean, one number above 0.")
      }
      distribution = .exponential(mean: mean)
    case "file":
      guard let name = try text(kind) else { throw error("'file' takes the name of a file.") }
      distribution = .values(try files.values(name, array: try text("array"), place: place))
    case "digits":
      let (count, seed) = (try value("digits", as: Int.self) ?? 0, try value("seed", as: Int.self) ?? 1)
      guard count >= 1, count <= 100_000, seed >= 0 else {
        throw error("'digits' takes a number of pictures from 1 to 100000, and a 'seed' of 0 or more.")
      }
      let noise: Double = try value("noise") ?? 0
      guard noise >= 0 else { throw error("'noise' is a standard deviation of 0 or more, and \(noise) was given.") }
      distribution = .values(Digits.samples(count, noise: noise, seed: UInt64(seed)).elements)
    case "values": distribution = .values(try numbers(kind, unit))
    default:
      let given = try numbers(kind, unit)
      guard given.count == 1 else { throw error("'constant' takes one number.") }
      distribution = .constant(given[0])
    }
    if self["clip"] != nil {
      let clip = try numbers("clip", unit)
      guard clip.count == 2, clip[0] <= clip[1] else { throw error("'clip' takes the lower and the upper bound.") }
      distribution = .clipped(distribution, clip[0]...clip[1])
    }
    return distribution
  }

  /// A time, `2 steps`, or a draw of times in ms.
  func delay(_ key: String, files: NamedNumbers) throws -> Delay? {
    guard let value = self[key] else { return nil }
    if case .text(let text) = value {
      let parts = text.split(separator: " ")
      if parts.count == 2, ["step", "steps"].contains(parts[1].lowercased()) {
        guard let steps = Double(parameterText: String(parts[0])), steps == steps.rounded() else {
          throw error("'\(key)' is '\(text)', and steps are whole.")
        }
        return .steps(.constant(steps))
      }
      guard let time = SimulationClock.milliseconds.time(text) else {
        throw error("'\(key)' takes a time, 1.5 ms, or steps, 2 steps; '\(text)' is neither.")
      }
      return .time(.constant(time))
    }
    return try distribution(key, files: files, unit: .milliseconds).map { .time($0) }
  }
}
