import Schema

extension PlotConfig {
  /// The options of the figure of a name, from all rules that match it.
  ///
  /// - Parameters:
  ///   - known: the names of its options. What a pattern says of others is left out; what its very name says of others is an
  ///     error.
  ///   - make: reads the options.
  func resolved<Options>(
    _ name: String, known: [String], make: ([ParameterSetting]) throws -> Options
  ) throws(PlottingError) -> Options {
    var given: [(rule: FigureRule, setting: ParameterSetting)] = []
    for rule in figures where rule.matches(name) {
      given += rule.settings.filter { known.contains($0.name) || !rule.isPattern }.map { (rule, $0) }
    }
    while true {
      do {
        return try make(given.map(\.setting))
      } catch let error as ParameterError {
        let blamed = given.filter { $0.setting.name == error.name }
        if case .idle = error, blamed.allSatisfy(\.rule.isPattern), !blamed.isEmpty {
          // A pattern speaks of many figures; what does nothing in this one may do something in another.
          given.removeAll { $0.setting.name == error.name }
          continue
        }
        throw PlottingError(error, in: "figures.\(blamed.last?.rule.pattern ?? name)", known: known)
      } catch {
        throw .invalidValue(key: "figures.\(name)", reason: "\(error)")
      }
    }
  }

  /// Makes sure that every rule means something: that its pattern matches a figure, that each of its options belongs to one of
  /// the figures that it matches, and that the values can be used.
  ///
  /// - Parameter figures: all figures of the run, by the beginning of their names and their kind.
  /// - Throws: `PlottingError.noFigure` and `.unknownKey`, each with the nearest name; `.unusableValue`, `.invalidValue`,
  ///   `.idleOption`.
  public func check(_ figures: [(stem: String, kind: AnyFigureKind)]) throws(PlottingError) {
    let named = figures.map { (name: "\($0.stem)-\($0.kind.name)", kind: $0.kind) }
    for rule in self.figures {
      let matched = named.filter { rule.matches($0.name) }
      let names = named.map(\.name)
      guard !matched.isEmpty else {
        let nearest = nearestName(to: rule.pattern.filter { $0 != "*" }, in: names)
        throw .noFigure(pattern: rule.pattern, nearest: nearest, known: names)
      }
      let known = unique(matched.flatMap { $0.kind.parameters.map(\.name) })
      for setting in rule.settings where !known.contains(setting.name) {
        let nearest = nearestName(to: setting.name, in: known)
        throw .unknownKey("figures.\(rule.pattern).\(setting.name)", nearest: nearest, known: known)
      }
    }
    for (name, kind) in named {
      try resolved(name, known: kind.parameters.map(\.name)) { try kind.validate($0) }
    }
  }
}

/// The first of each.
private func unique(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.filter { seen.insert($0).inserted }
}
