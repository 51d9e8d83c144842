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
  static let route = FigureKind<LinesOptions>("route", about: "path of the animal, and where the network says that it is")
  static let spikes = FigureKind<RasterOptions>("spikes", about: "spikes that were drawn from the rates, the first of them")
  static let sweep = FigureKind<SweepOptions>("sweep", about: "numbers of the runs of a sweep against its parameter")
  public static let figureKinds =
    [
      AnyFigureKind(activity), AnyFigureKind(path), AnyFigureKind(profile), AnyFigureKind(sheet), AnyFigureKind(route),
      AnyFigureKind(spikes), AnyFigureKind(sweep),
    ] + networkKinds

  public static func figures(
    _ result: SimulationResult, parameters: SimulationParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    if let network = result.network { return try figures(of: result, network, pen: pen) }
    let view = SimulationView(result)
    return try [
      view.activityFigure(pen[activity]), view.pathFigure(pen[path]), view.profileFigure(pen[profile]),
      view.sheetFigure(pen[sheet]), view.routeFigure(pen[route]), view.spikeFigure(pen[spikes]),
      parameters.sweep.flatMap(SweptParameter.init).flatMap { try result.sweepFigure($0.name, pen[sweep]) },
    ].compactMap { $0 }
  }
}

/// A simulation as figures show it.
private struct SimulationView {
  let result: SimulationResult

  init(_ result: SimulationResult) { self.result = result }

  private var model: String { result.facts.model }

  /// The monitor that holds what the bump should follow, and what it is called.
  private var followed: (name: String, label: String) {
    result["heading"] != nil ? ("heading", "heading") : ("stimulus", "stimulus")
  }

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
    guard result.facts.dimensions == 1, result.facts.isAngular || result.facts.circumference != nil,
      let (name, label, array) = shown, let values = array.floats, let axis = result.axis("x"), array.shape.count == 2
    else { return nil }
    let times = result.times(of: name)
    guard times.count > 1 else { return nil }
    let hasStimulus = result[followed.name]?.doubles?.contains(where: \.isFinite) ?? false
    let bump = angles("center", of: times.count) ?? [Double](repeating: .nan, count: times.count)
    return NamedFigure(
      Simulation.activity,
      ringActivityFigure(
        signals: Matrix(rows: array.shape[0], columns: array.shape[1], elements: values),
        angles: axis.map { wrapAngle($0 / turn) }, times: times, bump: bump,
        measured: hasStimulus ? angles(followed.name, of: times.count) : nil, measuredName: followed.label, valueLabel: label,
        options: options),
      caption: sentence {
        "Activity of \(model) over time; white: the centre of the bump"
        if hasStimulus { "; orange: the \(followed.label)" }
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
    let isRing = result.facts.circumference != nil
    let x = isRing ? axis.map { $0 * 180 / .pi } : axis
    func line(_ name: String, _ y: [Double]) -> LineSeries {
      isRing ? closedCurve(name, degrees: x, y) : LineSeries(name: name, x: x, y: y)
    }
    var series = [line("activity u", u)]
    let input = last("input", axis.count) ?? []
    let isDriven = input.contains { $0 != 0 }
    if isDriven { series.append(line("input", input)) }
    if let theory = theory(at: result["center"]?.doubles?.last) {
      series.append(line("theory, no input", theory))
    }
    var figure = linesFigure(
      series, xAxis: isRing ? .turn("Place on the ring (°)", x) : Axis("Place on the line (rad)", range: span(x)),
      yAxis: Axis("Synaptic input"), name: "profile",
      altText: "The bump of \(model) at the end of the simulation over its axis.", options: options)
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
    if result.facts.dimensions == 1 { return lineFigure(options) ?? sphereFigure(options) }
    guard result.facts.dimensions == 2, let (_, label, array) = shown, let values = array.doubles, array.shape.count == 3,
      let y = result.axis("y"), let x = result.axis("x")
    else { return nil }
    let sheet = Matrix(rows: y.count, columns: x.count, elements: Array(values.suffix(x.count * y.count)))
    let hasRadians = (result.facts.madeModel as? any SimulatedModel)?.axes.last?.unit == "rad"
    let unit = hasRadians ? "rad" : "cells"
    func axis(_ name: String, _ positions: [Double]) -> Axis { Axis("\(name) (\(unit))", range: span(positions)) }
    return NamedFigure(
      Simulation.sheet,
      heatMapFigure(
        values: sheet, xAxis: axis("x", x), yAxis: axis("y", y),
        scale: ColorScale(map: .viridis, fitting: sheet.elements, label: label), name: "sheet",
        altText: "Activity of the \(x.count) x \(y.count) neurons of \(model) at the end.", options: options),
      caption: "Activity of \(model) at the end of the simulation.")
  }

  /// A line that is not closed, over time.
  private func lineFigure(_ options: HeatMapOptions) -> NamedFigure? {
    guard result.facts.circumference == nil, let (name, label, array) = shown, let values = array.doubles,
      let x = result.axis("x"), array.shape.count == 2, array.shape[0] > 1
    else { return nil }
    let times = result.times(of: name)
    // Time to the right: one row for each neuron.
    let stride = max(1, times.count / 1000)
    let looks = Swift.stride(from: 0, to: times.count, by: stride).map(\.self)
    let picture = Matrix(
      rows: x.count, columns: looks.count,
      elements: x.indices.flatMap { neuron in looks.map { values[$0 * x.count + neuron] } })
    return NamedFigure(
      Simulation.sheet,
      heatMapFigure(
        values: picture, xAxis: Axis("Time (s)", range: times[0]...times[times.count - 1]),
        yAxis: Axis("Place on the line (rad)", range: span(x)),
        scale: ColorScale(map: .viridis, fitting: picture.elements, label: label), equalUnits: false, name: "sheet",
        altText: "Activity of the \(x.count) neurons of \(model) over time.", options: options),
      caption: "Activity of \(model) over time.")
  }

  /// A sphere as a map of azimuth and elevation; each place shows the nearest cell.
  private func sphereFigure(_ options: HeatMapOptions) -> NamedFigure? {
    guard let (_, label, array) = shown, let values = array.doubles, let azimuth = result["azimuth"]?.doubles,
      let elevation = result["elevation"]?.doubles, values.count >= azimuth.count
    else { return nil }
    let last = Array(values.suffix(azimuth.count))
    let cells = zip(azimuth, elevation).map { Surface.vector(SIMD2($0, $1)) }
    let (rows, columns) = (60, 120)
    let picture = Matrix(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { index in
        let x = -Double.pi + 2 * .pi * (Double(index % columns) + 0.5) / Double(columns)
        let y = -Double.pi / 2 + .pi * (Double(index / columns) + 0.5) / Double(rows)
        let here = Surface.vector(SIMD2(x, y))
        let nearest = cells.indices.max { (cells[$0] * here).sum() < (cells[$1] * here).sum() } ?? 0
        return last[nearest]
      })
    return NamedFigure(
      Simulation.sheet,
      heatMapFigure(
        values: picture, xAxis: Axis("Azimuth (rad)", range: -Double.pi...Double.pi),
        yAxis: Axis("Elevation (rad)", range: -Double.pi / 2...Double.pi / 2),
        scale: ColorScale(map: .viridis, fitting: picture.elements, label: label), name: "sheet",
        altText: "Activity of the \(cells.count) neurons of \(model) at the end over the sphere.", options: options),
      caption: sentence {
        "Activity of \(model) at the end of the simulation, over azimuth and elevation; each place shows its nearest cell."
      })
  }

  func routeFigure(_ options: LinesOptions) -> NamedFigure? {
    guard let estimate = result["estimate"]?.doubles, let position = result["position"]?.doubles,
      estimate.count == position.count, estimate.count >= 4
    else { return nil }
    func line(_ name: String, _ values: [Double]) -> LineSeries {
      let rows = stride(from: 0, to: values.count / 2, by: max(1, values.count / 10_000))
      return LineSeries(name: name, x: rows.map { values[2 * $0] }, y: rows.map { values[2 * $0 + 1] })
    }
    var figure = linesFigure(
      [line("animal", position), line("network", estimate)], xAxis: Axis("x (m)"), yAxis: Axis("y (m)"), name: "route",
      altText: "Path of the animal, and where \(model) says that it is.", options: options)
    for panel in figure.panels.indices { figure.panels[panel].height = .equalUnits }
    return NamedFigure(
      Simulation.route, figure,
      caption: sentence {
        "Path of the animal, and where \(model) says that it is"
        if result.facts.task == "closed-loop" { ", by which the animal goes where it wants to" }
        "."
      })
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

/// A curve over a ring with its first value again at the end, so that it closes; as it is where the places do not go once
/// round.
func closedCurve(_ name: String?, degrees: [Double], _ values: [Double]) -> LineSeries {
  guard let first = degrees.first, let last = degrees.last, degrees.count > 2, values.count == degrees.count,
    abs(last + (degrees[1] - first) - first - 360) < 1e-3, let value = values.first
  else { return LineSeries(name: name, x: degrees, y: values) }
  return LineSeries(name: name, x: degrees + [first + 360], y: values + [value])
}

extension Axis {
  /// Degrees of a ring, with its quarters marked.
  static func turn(_ label: String, _ degrees: [Double]) -> Axis {
    guard let low = degrees.min(), let high = degrees.max(), low < high else { return Axis(label) }
    let quarters = stride(from: (low / 90).rounded(.up) * 90, through: high + 90, by: 90).filter { $0 <= low + 360 }
    return Axis(label, range: low...max(high, low + 360), ticks: .at(quarters))
  }
}
