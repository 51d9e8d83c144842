import Schema
import SpikingNetworks

/// What a network of populations is made of besides its neurons and sources, as `models` shows it.
public struct NetworkPart: Sendable {
  /// What it is for.
  public enum Kind: String, Sendable, CaseIterable {
    case decoder, reward, action, connection, synapse, delay, monitor, equations, network, learning
  }

  /// As a simulation file calls it.
  public let name: String
  /// What other programs call it.
  public let otherNames: [String]
  /// What it is for.
  public let kind: Kind
  /// In a sentence.
  public let summary: String
  /// What it computes, in lines of plain text; empty where it computes nothing.
  public let equations: [String]
  /// Why it has no equations; empty where it has.
  public let reason: String
  /// Works to cite.
  public let references: [Reference]
  /// How a simulation file, or a program, asks for it.
  public let use: String

  /// A part with equations.
  init(
    _ kind: Kind, _ name: String, _ otherNames: [String] = [], _ summary: String, equations: [String],
    references: [Reference], use: String
  ) {
    self.init(kind, name, otherNames, summary, equations: equations, reason: "", references: references, use: use)
  }

  /// A part that computes nothing.
  init(
    _ kind: Kind, _ name: String, _ otherNames: [String] = [], _ summary: String, without reason: String,
    references: [Reference], use: String
  ) {
    self.init(kind, name, otherNames, summary, equations: [], reason: reason, references: references, use: use)
  }

  private init(
    _ kind: Kind, _ name: String, _ otherNames: [String], _ summary: String, equations: [String], reason: String,
    references: [Reference], use: String
  ) {
    self.name = name
    self.otherNames = otherNames
    self.kind = kind
    self.summary = summary
    self.equations = equations
    self.reason = reason
    self.references = references
    self.use = use
  }

  /// All of them, kind by kind.
  public static let all = decoders + rewards + actions + connections + synapses + monitors + networks + learning

  /// The part of a name, or of one that another program uses; letter case, hyphens and underscores do not count. `nil` when
  /// there is none.
  public static func named(_ name: String) -> NetworkPart? {
    all.first { ([$0.name] + $0.otherNames).contains { foldedName($0) == foldedName(name) } }
  }
}

/// A name without what does not count: letter case, hyphens and underscores.
func foldedName(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }
