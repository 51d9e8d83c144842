import ArrayNumerics
import Foundation
import Plotting
import Schema
import SpikingNetworks
import Stages

extension Simulation {
  static let populationRaster = FigureKind<RasterOptions>(
    "raster", about: "spikes of the populations of a network, some neurons of each")
  static let populationRates = FigureKind<LinesOptions>("rates", about: "rate of each population of a network over time")
  static let traces = FigureKind<LinesOptions>("traces", about: "variables of a few neurons of a network over time")
  static let intervals = FigureKind<HistogramOptions>(
    "intervals", about: "intervals between the spikes of each neuron of a network")
  static let networkKinds = [
    AnyFigureKind(populationRaster), AnyFigureKind(populationRates), AnyFigureKind(traces), AnyFigureKind(intervals),
    AnyFigureKind(confusion), AnyFigureKind(receptiveFields),
  ]

  /// Figures of a network.
  static func figures(of result: SimulationResult, _ network: NetworkFacts, pen: FigurePen) throws -> [NamedFigure] {
    let view = NetworkView(result, network)
    let all = [view.rasterFigure(try pen[populationRaster]), view.ratesFigure(try pen[populationRates])]
    let rings = view.ringFigures(try pen[activity])
    let learned = result.confusionFigures(try pen[confusion]) + result.fieldFigures(try pen[receptiveFields])
    let rest = view.traceFigures(try pen[traces]) + view.intervalFigures(try pen[intervals])
    return all.compactMap { $0 } + rings + learned + rest
  }
}

/// A network simulation as figures show it.
private struct NetworkView {
  let result: SimulationResult
  /// With spikes, in the order of the record.
  let populations: [(name: String, size: Int, spikes: NetworkRecord.Spikes)]

  init(_ result: SimulationResult, _ network: NetworkFacts) {
    self.result = result
    let facts = result.facts
    populations = network.spiking.compactMap { name in
      guard let times = result["\(name).spike_times"]?.doubles, let neurons = result["\(name).spike_neuron"]?.integers,
        let text = network.populations.first(where: { $0.hasPrefix("\(name): ") })
      else { return nil }
      let size = Int(text.dropFirst(name.count + 2).prefix { $0.isNumber }) ?? 0
      let steps = times.map { Int32((($0 * 1000 / facts.step).rounded()) - 1) }
      return (
        name, size,
        NetworkRecord.Spikes(
          population: name, neurons: size, steps: steps, neuron: neurons.map(Int32.init), window: 0..<facts.steps,
          dt: facts.step)
      )
    }
  }

  /// Neurons of each population that are drawn, evenly spread, and for how long, s.
  private static let most = (neurons: 100, spikes: 20_000)

  func rasterFigure(_ options: RasterOptions) -> NamedFigure? {
    guard !populations.isEmpty else { return nil }
    var shown: [(name: String, trains: [[Double]])] = []
    for (name, size, spikes) in populations {
      let stride = max(1, size / Self.most.neurons)
      let trains = spikes.trains.enumerated().filter { $0.offset % stride == 0 }.prefix(Self.most.neurons)
      shown.append((name, trains.map { $0.element.map { $0 / 1000 } }))
    }
    let count = shown.reduce(0) { $0 + $1.trains.reduce(0) { $0 + $1.count } }
    let duration = result.facts.duration
    let end = count > Self.most.spikes ? duration * Double(Self.most.spikes) / Double(count) : duration
    var (marks, row, ticks) = ([Mark](), 0, [String]())
    for (index, (name, trains)) in shown.enumerated() {
      let pairs = trains.enumerated().flatMap { neuron, train in train.filter { $0 <= end }.map { ($0, Double(row + neuron)) } }
      marks.append(
        .points(
          PointsMark(
            x: pairs.map(\.0), y: pairs.map(\.1), colors: .uniform(.category(index)), size: trains.count > 60 ? 0.35 : 0.5,
            shape: .stroke, name: name)))
      ticks.append("\(name) (\(trains.count) of \(populations[index].size))")
      row += trains.count
    }
    let panel = Panel(
      x: Axis(options.frame.xLabel ?? "Time (s)", range: 0...end),
      y: .whole(options.frame.yLabel ?? "Neuron", range: -0.7...Double(max(row, 1)) - 0.3), marks: marks,
      height: .millimetres(min(max(Double(row) * 0.6, 22), 80)))
    return NamedFigure(
      Simulation.populationRaster,
      Figure(
        name: "raster", panels: [panel], altText: "Spike raster of \(ticks.joined(separator: ", ")) over \(measured(end)) s.",
        width: .double
      ).framed(options.frame),
      caption: sentence {
        "Spikes of \(ticks.joined(separator: ", ")), from below in the order of the populations"
        if end < duration { ", in the first \(measured(end)) s of \(measured(duration)) s" }
        "; each stroke is one spike."
      })
  }

  func ratesFigure(_ options: LinesOptions) -> NamedFigure? {
    guard !populations.isEmpty else { return nil }
    let duration = result.facts.duration * 1000
    let bin = max(result.facts.step, duration >= 200 ? max(5, duration / 500) : duration / 50)
    let series = populations.map { name, _, spikes in
      let (times, rates) = SpikeStatistics.populationRate(spikes, bin: bin)
      return LineSeries(name: name, x: times.map { $0 / 1000 }, y: rates)
    }
    let altText = "Rates of \(series.compactMap(\.name).joined(separator: ", ")) over time."
    let figure =
      series.count <= Self.mostCurves
      ? linesFigure(
        series, xAxis: Axis("Time (s)"), yAxis: Axis("Population rate (Hz)"), name: "rates", altText: altText, options: options)
      : ratesOneByOne(series, altText: altText, options: options)
    return NamedFigure(
      Simulation.populationRates, figure,
      caption: sentence {
        "Rate of each population over time, in bins of \(formatted(bin, digits: 3)) ms"
        if series.count > Self.mostPanels { "; the first \(Self.mostPanels) of \(series.count) populations" }
        "."
      })
  }

  /// Curves that can be told apart in one panel, and panels on a page.
  private static let (mostCurves, mostPanels) = (3, 20)

  /// A panel for each population, over one axis of time.
  private func ratesOneByOne(_ series: [LineSeries], altText: String, options: LinesOptions) -> Figure {
    let span = finiteRange(series.flatMap(\.x))
    let panels = series.prefix(Self.mostPanels).enumerated().map { row, line in
      Panel(
        x: Axis(options.frame.xLabel ?? "Time (s)", range: span), y: Axis("Hz", range: 0...max(line.y.max() ?? 0, 1)),
        marks: [.line(LineMark(x: line.x, y: line.y, paint: .category(row), width: 0.8, name: line.name))],
        height: .millimetres(13)
      ).at(row: row, column: 0)
    }
    var figure = Figure(
      name: "rates", panels: Array(panels), altText: altText, width: options.frame.width ?? .double)
    (figure.sharesX, figure.spacing) = (true, 2)
    return figure.framed(options.frame)
  }

  /// The bump of each population on a ring, with the heading that it follows, at the start of the run.
  func ringFigures(_ options: RingActivityOptions) -> [NamedFigure] {
    guard let heading = result["head_direction"]?.doubles, result.times.count > 1 else { return [] }
    let (bin, end) = (NetworkRecord.centerWindow, min(result.facts.duration * 1000, 60_000))
    let rows = result.times.indices.prefix { result.times[$0] * 1000 <= end }
    return populations.compactMap { name, size, spikes in
      guard let centers = result["\(name).center"]?.doubles, rows.count > 1, end >= 2 * bin else { return nil }
      var rates = Matrix<Float>(rows: Int((end / bin).rounded(.down)), columns: size, repeating: 0)
      for (step, neuron) in zip(spikes.steps, spikes.neuron) {
        let row = Int((Double(step) + 0.5) * spikes.dt / bin)
        if row < rates.rows { rates[row, Int(neuron)] += Float(1000 / bin) }
      }
      // One look for each bin: what is drawn over the image has its times.
      let looks = (0..<rates.rows).map { row -> Int in
        let time = (Double(row) + 0.5) * bin / 1000
        return rows.min { abs(result.times[$0] - time) < abs(result.times[$1] - time) } ?? 0
      }
      return NamedFigure(
        Simulation.activity,
        ringActivityFigure(
          signals: rates, angles: (0..<size).map { 2 * .pi * Double($0) / Double(size) },
          times: looks.indices.map { (Double($0) + 0.5) * bin / 1000 }, bump: looks.map { centers[$0] },
          measured: looks.map { heading[$0] }, measuredName: "heading", valueLabel: "Rate (Hz)", options: options),
        suffix: name,
        caption: sentence {
          "Rate of the \(size) neurons of \(name) in \(formatted(bin)) ms around the ring"
          if end < result.facts.duration * 1000 { ", in the first \(measured(end / 1000)) s" }
          "; white: the population vector of their spikes; orange: the heading."
        })
    }
  }

  func traceFigures(_ options: LinesOptions) -> [NamedFigure] {
    let traces = result.arrays.filter { $0.array.shape.count == 2 && !$0.key.hasPrefix("t_") }
    return traces.compactMap { trace in
      let times = result["t_\(trace.key)"]?.doubles ?? result.times
      guard let values = trace.array.doubles, trace.array.shape[0] == times.count, times.count > 1 else { return nil }
      let columns = trace.array.shape[1]
      // A curve of more points than the page has dots shows no more.
      let stride = max(1, times.count / 3000)
      let rows = Swift.stride(from: 0, to: times.count, by: stride)
      let drawn = Array(Swift.stride(from: 0, to: columns, by: max(1, columns / 4)).prefix(4))
      let series = drawn.map { neuron in
        LineSeries(name: "neuron \(neuron)", x: rows.map { times[$0] }, y: rows.map { values[$0 * columns + neuron] })
      }
      let variable = trace.key.split(separator: ".").last.map(String.init) ?? trace.key
      return NamedFigure(
        Simulation.traces,
        linesFigure(
          series, xAxis: Axis("Time (s)"), yAxis: Axis(trace.unit.isEmpty ? variable : "\(variable) (\(trace.unit))"),
          name: "traces", altText: "\(trace.key) of \(series.count) neurons over time.", options: options),
        suffix: trace.key.replacing(".", with: "-"),
        caption: sentence {
          "The \(trace.meaning): \(series.count) of \(columns) neurons that were looked at"
          if stride > 1 { ", every \(ordinal(stride)) sample" }
          "."
        })
    }
  }

  func intervalFigures(_ options: HistogramOptions) -> [NamedFigure] {
    populations.compactMap { name, _, spikes in
      let statistics = SpikeStatistics(spikes)
      let intervals = statistics.intervals
      guard intervals.count >= 20 else { return nil }
      let variation = statistics.meanVariation
      return NamedFigure(
        Simulation.intervals,
        histogramFigure(values: intervals, label: "Interval between spikes of \(name) (ms)", options: options), suffix: name,
        caption: sentence {
          "Intervals between the spikes of the neurons of \(name): \(intervals.count) in all, mean rate "
          "\(formatted(statistics.meanRate, digits: 3)) Hz"
          if variation.isFinite { ", mean coefficient of variation \(formatted(variation, digits: 3))" }
          "."
        })
    }
  }
}
