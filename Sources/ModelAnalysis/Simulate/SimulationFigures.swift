import ArrayNumerics
import AttractorModels
import Plotting
import Schema
import Stages

extension Simulation {
  static let activity = FigureKind<RingActivityOptions>(
    "activity", about: "activity around a ring over time, with the bump and the stimulus")
  static let path = FigureKind<DecodedAngleOptions>("path", about: "centre of the bump over time, with the stimulus")
  static let profile = FigureKind<LinesOptions>("profile", about: "the bump at the end, its input, and the bump of the theory")
  static let sheet = FigureKind<HeatMapOptions>("sheet", about: "activity of a two-dimensional network at the end")
  static let spikes = FigureKind<RasterOptions>("spikes", about: "spikes that were drawn from the rates, the first of them")
  public static let figureKinds =
    [
      AnyFigureKind(activity), AnyFigureKind(path), AnyFigureKind(profile), AnyFigureKind(sheet), AnyFigureKind(spikes),
    ] + networkKinds

  public static func figures(
    _ result: SimulationResult, parameters: SimulationParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    if let network = result.network { return try figures(of: result, network, pen: pen) }
    let view = SimulationView(result)
    return try [
      view.activityFigure(pen[activity]), view.pathFigure(pen[path]), view.profileFigure(pen[profile]),
      view.sheetFigure(pen[sheet]), view.spikeFigure(pen[spikes]),
    ].compactMap { $0 }
  }
}

/// A simulation as figures show it.
private struct SimulationView {
  let result: SimulationResult

  init(_ result: SimulationResult) { self.result = result }

  private var model: String { result.facts.model }

  /// Of every neuron, with its name: u, else r.
  private var shown: (name: String, label: String, array: DataArray)? {
    if let u = result["u"] { return ("u", "Synaptic input u", u) }
    return result["r"].map { ("r", "Rate r", $0) }
  }

  /// rad of one unit of the axes.
  private var turn: Double { (result.facts.circumference ?? 2 * .pi) / (2 * .pi) }

  /// One coordinate of a monitor at the times of another, rad; `nil` where it was looked at at other times.
  private func angles(_ name: String, axis: Int = 0, of count: Int) -> [Double]? {
    let width = result.facts.dimensions
    guard let values = result[name]?.doubles, values.count == count * width else { return nil }
    return (0..<count).map { values[$0 * width + axis] / turn }.map { $0.isFinite ? wrapAngle($0) : $0 }
  }

  func activityFigure(_ options: RingActivityOptions) -> NamedFigure? {
    guard result.facts.dimensions == 1, let (name, label, array) = shown, let values = array.floats,
      let axis = result.axis("x"), array.shape.count == 2
    else { return nil }
    let times = result.times(of: name)
    guard times.count > 1 else { return nil }
    let hasStimulus = result["stimulus"]?.doubles?.contains(where: \.isFinite) ?? false
    let bump = angles("center", of: times.count) ?? [Double](repeating: .nan, count: times.count)
    return NamedFigure(
      Simulation.activity,
      ringActivityFigure(
        signals: Matrix(rows: array.shape[0], columns: array.shape[1], elements: values),
        angles: axis.map { wrapAngle($0 / turn) }, times: times, bump: bump,
        measured: hasStimulus ? angles("stimulus", of: times.count) : nil, measuredName: "stimulus", valueLabel: label,
        options: options),
      caption: sentence {
        "Activity of \(model) over time; white: the centre of the bump"
        if hasStimulus { "; orange: the stimulus" }
        "."
      })
  }

  func pathFigure(_ options: DecodedAngleOptions) -> NamedFigure? {
    guard let count = result["center"].map({ $0.shape[0] }), count > 1, result.facts.isAngular else { return nil }
    // The image of a ring's activity shows it already.
    if result.facts.dimensions == 1, shown != nil { return nil }
    let names = result.facts.dimensions == 1 ? ["x"] : ["x", "y"]
    let decoded = names.indices.compactMap { angles("center", axis: $0, of: count) }
    let stimulus = names.indices.compactMap { angles("stimulus", axis: $0, of: count) }
    var figure = decodedAngleFigure(
      times: result.times(of: "center"), decoded: decoded, measured: stimulus.isEmpty ? nil : stimulus, names: names,
      options: options)
    figure.altText = "Centre of the bump of \(model) over time, with the stimulus."
    for panel in figure.panels.indices {
      figure.panels[panel].marks = figure.panels[panel].marks.map { mark in
        guard case .line(var line) = mark else { return mark }
        line.name = ["decoded": "bump", "measured": "stimulus"][line.name ?? ""] ?? line.name
        return .line(line)
      }
    }
    return NamedFigure(
      Simulation.path, figure,
      caption: sentence {
        "Centre of the bump of \(model) (colour)"
        if !stimulus.isEmpty { " and the stimulus (dark)" }
        " over time."
      })
  }

  func profileFigure(_ options: LinesOptions) -> NamedFigure? {
    guard result.facts.dimensions == 1, let axis = result.axis("x"), let u = last("u", axis.count) else { return nil }
    let x = axis.map { $0 * 180 / .pi }
    var series = [LineSeries(name: "activity u", x: x, y: u)]
    let input = last("input", axis.count) ?? []
    let isDriven = input.contains { $0 != 0 }
    if isDriven { series.append(LineSeries(name: "input", x: x, y: input)) }
    if let theory = theory(at: result["center"]?.doubles?.last) {
      series.append(LineSeries(name: "theory, no input", x: x, y: theory))
    }
    var figure = linesFigure(
      series, xAxis: .turn("Place on the ring (°)", x), yAxis: Axis("Synaptic input"), name: "profile",
      altText: "The bump of \(model) at the end of the simulation over the ring.", options: options)
    if series.last?.name == "theory, no input", case .line(var line)? = figure.panels[0].marks.last {
      // Over the other, which it may hide.
      (line.dash, line.paint) = ([4, 3], .ink)
      figure.panels[0].marks[figure.panels[0].marks.count - 1] = .line(line)
    }
    return NamedFigure(
      Simulation.profile, figure,
      caption: sentence {
        "The bump of \(model) at the end"
        if isDriven { ", the input that it is shown" }
        if series.last?.name == "theory, no input" { ", and the bump that theory says it holds without input" }
        "."
      })
  }

  /// The values of the last look.
  private func last(_ name: String, _ count: Int) -> [Double]? {
    result[name]?.doubles.flatMap { $0.count >= count ? Array($0.suffix(count)) : nil }
  }

  private func theory(at center: Double?) -> [Double]? {
    guard let center, let ring = result.facts.madeModel as? RingModel, let height = ring.network.theory.heights?.stable
    else { return nil }
    let unit = ring.network.stimulus(at: center)
    let peak = ring.network.parameters.stimulusAmplitude
    return peak == 0 ? nil : unit.map { $0 * height / peak }
  }

  func sheetFigure(_ options: HeatMapOptions) -> NamedFigure? {
    guard result.facts.dimensions == 2, let (_, label, array) = shown, let values = array.doubles, array.shape.count == 3,
      let y = result.axis("y"), let x = result.axis("x")
    else { return nil }
    let sheet = Matrix(rows: y.count, columns: x.count, elements: Array(values.suffix(x.count * y.count)))
    let unit = result.facts.isAngular ? "rad" : "cells"
    func axis(_ name: String, _ positions: [Double]) -> Axis { Axis("\(name) (\(unit))", range: span(positions)) }
    return NamedFigure(
      Simulation.sheet,
      heatMapFigure(
        values: sheet, xAxis: axis("x", x), yAxis: axis("y", y),
        scale: ColorScale(map: .viridis, fitting: sheet.elements, label: label), name: "sheet",
        altText: "Activity of the \(x.count) x \(y.count) neurons of \(model) at the end.", options: options),
      caption: "Activity of \(model) at the end of the simulation.")
  }

  func spikeFigure(_ options: RasterOptions) -> NamedFigure? {
    guard let trains = result.trains else { return nil }
    let end = min(result.facts.duration, 60)
    return NamedFigure(
      Simulation.spikes, rasterFigure(spikeTimes: trains, timeRange: 0...end, options: options),
      caption: "Spikes of \(counted(trains.count, "neuron")) of \(model) in the first \(measured(end)) s.")
  }
}

extension SimulationFacts {
  /// The model that was run, made again.
  var madeModel: (any Sendable)? {
    let settings = parameters.compactMap { text -> ParameterSetting? in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      return parts.count == 2 ? ParameterSetting(name: parts[0], text: parts[1]) : nil
    }
    let setting = ModelSetting(ends: RingGrid.Ends(rawValue: ends))
    return try? ModelCatalogue.standard.entry(named: model).make(settings, in: setting)
  }
}

extension SimulationResult {
  /// s, the spikes of each cell; `nil` where none were drawn.
  var trains: [[Double]]? {
    guard let times = self["spike_times"]?.doubles, let ends = self["spike_index"]?.integers else { return nil }
    return ends.indices.map { cell in
      let start = cell == 0 ? 0 : ends[cell - 1]
      return start >= 0 && start <= ends[cell] && ends[cell] <= times.count ? Array(times[start..<ends[cell]]) : []
    }
  }
}

extension Axis {
  /// Degrees of a ring, with its quarters marked.
  static func turn(_ label: String, _ degrees: [Double]) -> Axis {
    guard let low = degrees.min(), let high = degrees.max(), low < high else { return Axis(label) }
    let quarters = stride(from: (low / 90).rounded(.up) * 90, through: high + 90, by: 90).filter { $0 <= low + 360 }
    return Axis(label, range: low...max(high, low + 360), ticks: .at(quarters))
  }
}
