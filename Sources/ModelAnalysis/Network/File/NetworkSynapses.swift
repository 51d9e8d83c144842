import Schema
import SpikingNetworks

extension SynapseKind {
  /// The kinds under their names, and those of SPAIC.
  private static let names = [
    "direct", "first-order", "second-order", "dropout", "electrical", "spikes-to-rate", "rate-to-spikes", "maximum",
    "batch-normalization", "mixed-order", "rotating",
  ]
  private static let otherNames = [
    "basic": "direct", "1-order-synapse": "first-order", "2-order-synapse": "second-order", "spike2mass": "spikes-to-rate",
    "mass2spike": "rate-to-spikes", "batchnorm2d": "batch-normalization", "mix-order-synapse": "mixed-order",
    "delay-complex-synapse": "rotating", "directpass": "direct", "flatten": "direct",
  ]

  /// `synapse: dropout`, or `synapse: {kind: dropout, p: 0.2}`.
  init?(in owner: FileSection) throws {
    guard let value = owner["synapse"] else { return nil }
    var section = FileSection(place: owner.place, [:])
    var kind: String
    if case .text(let text) = value {
      kind = text
    } else {
      guard let given = try owner.section("synapse"), let text = try given.text("kind") else {
        throw owner.error("'synapse' takes a kind, such as first-order or {kind: first-order, tau: 2}.")
      }
      (section, kind) = (given, text)
    }
    kind = kind.lowercased().replacing("_", with: "-")
    kind = Self.otherNames[kind] ?? kind
    func require(_ keys: String...) throws { try section.require(known: ["kind"] + keys) }
    func time(_ key: String, _ standard: Double) throws -> Double { try section.time(key, .milliseconds) ?? standard }
    switch kind {
    case "direct":
      try require()
      self = .direct
    case "first-order":
      try require("tau")
      self = .firstOrder(tau: try time("tau", 2))
    case "second-order":
      try require("tau_r", "tau_d")
      self = .secondOrder(slow: try time("tau_r", 9), fast: try time("tau_d", 2))
    case "dropout":
      try require("p")
      self = .dropout(probability: try section.value("p") ?? 0.5)
    case "electrical":
      try require()
      self = .electrical
    case "spikes-to-rate":
      try require("tau")
      self = .spikesToRate(tau: try time("tau", 6))
    case "rate-to-spikes":
      try require("scale")
      self = .rateToSpikes(scale: try section.value("scale") ?? 1)
    case "maximum":
      try require()
      self = .maximum
    case "batch-normalization":
      try require("channels", "epsilon", "gain", "bias")
      self = .batchNormalization(
        channels: try section.value("channels") ?? 1, epsilon: try section.value("epsilon") ?? 1e-5,
        gain: try section.value("gain") ?? 1, bias: try section.value("bias") ?? 0)
    case "mixed-order":
      try require("tau_r", "tau_s", "part")
      self = .mixedOrder(
        first: try time("tau_r", 2), second: try time("tau_s", 25), part: try section.value("part") ?? 1)
    case "rotating":
      try require("tau", "rot_k")
      self = .rotating(tau: try time("tau", 10), turns: try section.value("rot_k") ?? 6)
    default:
      throw owner.error(
        sentence {
          "there is no synapse of the kind '\(kind)'"
          if let nearest = nearestName(to: kind, in: Self.names) { "; did you mean '\(nearest)'? Known" } else { "; known" }
          " are \(Self.names.joined(separator: ", "))."
        })
    }
  }
}
