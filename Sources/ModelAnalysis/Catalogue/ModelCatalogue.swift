import Schema

/// The models of the workbench. A value: whoever builds a program says which it has.
public struct ModelCatalogue: Sendable {
  /// In the order of the list.
  public let entries: [ModelEntry]

  public init(_ entries: [ModelEntry]) { self.entries = entries }

  /// All models of the program. A new model is a file and one line here.
  public static let standard = ModelCatalogue([
    .ring,
    .adaptingRing,
    .torus,
    .adaptingTorus,
    .gridPosition,
    .velocitySheet,
    .bandCells,
    .pathIntegration,
    .hierarchicalNetwork,
    .thetaSweep,
    .flyRing,
    .line,
    .plane,
    .cylinder,
    .moebius,
    .sphere,
  ])

  /// The model of a name, or of one that another program uses: `cann1d`, `CANN1D_SFA`.
  ///
  /// - Throws: `ModelNameError` that offers the nearest name.
  public func entry(named name: String) throws(ModelNameError) -> ModelEntry {
    let wanted = Self.folded(name)
    let found = entries.first { ([$0.name] + $0.otherNames).contains { Self.folded($0) == wanted } }
    guard let found else {
      let names = entries.map(\.name)
      throw ModelNameError(name: name, nearest: nearestName(to: name, in: names), known: names)
    }
    return found
  }

  /// Letter case, hyphens and underscores aside.
  private static func folded(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }
}

/// A name that no model has.
public struct ModelNameError: Error, Equatable, CustomStringConvertible {
  /// As it was given.
  public var name: String
  /// What was most likely meant.
  public var nearest: String?
  /// All models.
  public var known: [String]

  /// What was found and what was expected.
  public var description: String {
    sentence {
      "there is no model '\(name)'"
      if let nearest { "; did you mean '\(nearest)'" }
      if nearest == nil { "." } else { "?" }
      " Models: \(known.joined(separator: ", "))."
    }
  }
}
