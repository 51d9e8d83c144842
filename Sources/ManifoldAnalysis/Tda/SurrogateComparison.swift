import Plotting
import Schema
import Stages

extension Homology {
  /// The longest bars of the draws of several surrogates, that of the verdict first, with the bars of the recording.
  static func surrogateComparison(
    _ result: HomologyResult, parameters: HomologyParameters, options: NullHistogramOptions
  ) -> NamedFigure {
    let kinds = [parameters.surrogate] + result.compared.surrogates
    let dimensions = Array(1..<max(2, result.persistence.diagrams.count))
    let panels = dimensions.map { dimension -> Panel in
      let bars = Array(result.medianLifetimes(dimension).prefix(3))
      let draws = [result.nullLifetimes[dimension]] + result.compared.nulls.map { $0.lifetimes[dimension] }
      let pValues = [result.pValues(dimension)] + result.compared.nulls.indices.map { result.comparedPValues(dimension, $0) }
      let highest = max(draws.flatMap { $0 }.max() ?? 1, bars.first ?? 0)
      var marks: [Mark] = bars.enumerated().map { rank, bar in
        .rule(
          RuleMark(
            .vertical, at: bar, paint: .category(dimension - 1), dash: [], name: rank == 0 ? "recording" : nil))
      }
      for (place, values) in draws.enumerated() {
        let row = Double(kinds.count - 1 - place)
        let spread = values.indices.map { row + 0.5 * (Double($0) + 0.5) / Double(max(1, values.count)) - 0.25 }
        marks.append(
          .points(PointsMark(x: values, y: spread, colors: .uniform(.muted), size: 1.5)))
        let words = (pValues[place] ?? []).prefix(bars.count).map { formatted($0, digits: 2) }.joined(separator: ", ")
        marks.append(.text(TextMark(x: highest * 1.06, y: row, text: "p \(words)", alignment: .left)))
      }
      let rows = kinds.indices.map { Double(kinds.count - 1 - $0) }
      var panel = Panel(
        x: Axis(options.frame.xLabel ?? "Lifetime (\u{2212}ln w)", range: 0...highest * 1.7),
        y: Axis(
          options.frame.yLabel ?? "", range: -0.6...Double(kinds.count) - 0.4,
          ticks: .at(rows, labels: kinds.map(\.rawValue))),
        marks: marks, height: .aspect(0.25 + 0.12 * Double(kinds.count)))
      panel.heading = "H\(dimension)"
      return panel.at(row: dimension - 1, column: 0)
    }
    let figure = Figure(
      name: "surrogates", panels: panels,
      altText:
        "Longest bars of the draws of \(kinds.count) surrogates in rows, with the longest bars of the recording as lines.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      surrogates, figure,
      caption: sentence {
        "Longest lifetime in each draw of \(kinds.count) surrogates (dots), and the three longest bars of the recording "
        "(lines) with their p against each. The verdict rests on \(kinds[0].rawValue) alone; the others keep more or less of "
        "what a cell does alone, and bars that only some of them reach show what the bars depend on."
      })
  }
}
