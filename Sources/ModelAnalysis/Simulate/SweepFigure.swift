import ArrayNumerics
import Plotting
import Schema
import Stages

/// Options of the figure of a sweep.
public struct SweepOptions: FigureOptions {
  /// The words and the size.
  public var frame = FigureFrame()
  /// What is drawn, a panel each: `error`, `speed`, or what was looked at as one number, of which the last is drawn. Empty for
  /// the height of the bump, error and speed, those that there are.
  public var measures: [String] = []

  public init() {}

  /// What the drawing function uses.
  public static let parameters: [Parameter<SweepOptions>] =
    [
      Parameter(
        "measures", \.measures,
        help: "what is drawn, a panel each: error, speed, or what was looked at as one number, of which the last is drawn")
    ] + frameParameters(.xLabel, .yLabel, .legend, .grid, .color)
}

extension SimulationResult {
  /// rad, m or rad/s: an error or a speed below it is drawn as 0.
  private static let roundOff = 1e-9

  /// A number of each run of a sweep, by its name: `sweep_<name>`, of which the last look is taken; whether it is 0 within
  /// round-off in all of them.
  private func measure(_ name: String) -> (values: [Double], unit: String, isZero: Bool)? {
    guard let found = arrays.first(where: { $0.key == "sweep_\(name)" }), let values = found.array.doubles,
      let runs = found.array.shape.first, runs > 0, !["values", "seeds"].contains(name)
    else { return nil }
    let isOfLooks = found.array.shape.count == 2 && found.axes?.last?.text.hasPrefix("time") == true
    guard found.array.shape.count == 1 || isOfLooks else { return nil }
    let looks = values.count / runs
    let last = (0..<runs).map { values[$0 * looks + looks - 1] }
    // Angles and places are of the order of 1: what is left of their differences says nothing.
    let isZero =
      SweptRun.measures.contains { $0.name == name } && last.contains(where: \.isFinite)
      && last.allSatisfy { !$0.isFinite || abs($0) < Self.roundOff }
    return (isZero ? last.map { $0.isFinite ? 0 : $0 } : last, found.unit, isZero)
  }

  /// Numbers of the runs of a sweep against its parameter: a point for each run, the mean of each value, and where there are
  /// several seeds a standard deviation to both sides.
  ///
  /// - Returns: `nil` without a sweep, and where no run has any of the numbers.
  /// - Throws: `PlottingError.unusableValue` for a measure that was asked for and does not exist.
  func sweepFigure(_ parameter: String, _ options: SweepOptions) throws -> NamedFigure? {
    guard let places = self["sweep_values"]?.doubles, !places.isEmpty else { return nil }
    let known = arrays.compactMap { array -> String? in
      let name = String(array.key.dropFirst("sweep_".count))
      return array.key.hasPrefix("sweep_") && measure(name) != nil ? name : nil
    }
    if let missing = options.measures.first(where: { !known.contains($0) }) {
      throw PlottingError.unusableValue(
        key: "measures", found: missing, expected: "numbers that the runs have: \(known.joined(separator: ", "))")
    }
    let chosen =
      options.measures.isEmpty
      ? ["height", "error", "speed"].filter { measure($0)?.values.contains(where: \.isFinite) == true } : options.measures
    let repetitions = Dictionary(grouping: places, by: \.self).mapValues(\.count).values.max() ?? 1
    let panels = chosen.enumerated().compactMap { row, name -> Panel? in
      guard let (values, unit, isZero) = measure(name) else { return nil }
      let x = Axis(options.frame.xLabel ?? parameter)
      let word = name.prefix(1).uppercased() + name.dropFirst()
      let label = word.replacing("_", with: " ") + (unit.isEmpty ? "" : " (\(unit))") + (isZero ? ", 0 within round-off" : "")
      return Panel(
        x: x, y: Axis(chosen.count == 1 ? options.frame.yLabel ?? label : label),
        marks: Self.marks(places, values, hasSpread: repetitions > 1, isFirst: row == 0, options), height: .aspect(0.5)
      ).at(row: row, column: 0)
    }
    guard !panels.isEmpty else { return nil }
    let words = chosen.map { $0.replacing("_", with: " ") }.joined(separator: ", ")
    var figure = Figure(
      name: "sweep", panels: panels,
      altText: sentence {
        "\(words) of \(counted(places.count, "run")) of \(facts.model) against \(parameter)"
        if repetitions > 1 { ", with the spread over \(repetitions) seeds" }
        "."
      }
    ).framed(options.frame)
    figure.sharesX = true
    return NamedFigure(
      Simulation.sweep, figure,
      caption: sentence {
        "\(facts.model) with other values of \(parameter): \(words)"
        if chosen.contains(where: { !SweptRun.measures.map(\.name).contains($0) }) { ", looks as they were at the end" }
        "; dots are runs"
        if repetitions > 1 {
          ", the line is the mean of the \(repetitions) seeds of each value and the band a standard deviation to both sides"
        }
        if chosen.contains("error") { "; error: the median distance of the bump from what it follows" }
        if chosen.contains("speed") { "; speed: that of the bump over the second half of the run" }
        for name in chosen where measure(name)?.isZero == true { "; \(name) is 0 within round-off in all runs" }
        "."
      })
  }

  private static func marks(
    _ places: [Double], _ values: [Double], hasSpread: Bool, isFirst: Bool, _ options: SweepOptions
  ) -> [Mark] {
    let paint = options.frame.color.map(Paint.fixed) ?? .category(0)
    let known = Set(places.indices.filter { values[$0].isFinite }.map { places[$0] }).sorted()
    let groups = known.map { place in places.indices.filter { places[$0] == place && values[$0].isFinite }.map { values[$0] } }
    let means = groups.map { $0.reduce(0, +) / Double($0.count) }
    let deviations = zip(groups, means).map { group, mean in
      group.count < 2
        ? 0 : (group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count - 1)).squareRoot()
    }
    let band = BandMark(
      x: known, lower: zip(means, deviations).map { $0 - $1 }, upper: zip(means, deviations).map { $0 + $1 }, paint: paint,
      name: hasSpread && isFirst ? "mean ± standard deviation" : nil)
    let curve = LineMark(x: known, y: means, paint: paint)
    let dots = PointsMark(
      x: places, y: values, colors: .uniform(hasSpread ? .muted : paint), size: 3, opacity: hasSpread ? 0.8 : 1,
      name: hasSpread && isFirst ? "runs" : nil)
    return (hasSpread ? [Mark.band(band)] : []) + [.line(curve), .points(dots)]
  }
}
