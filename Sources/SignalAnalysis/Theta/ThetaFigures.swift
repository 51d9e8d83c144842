import ArrayNumerics
import Foundation
import Oscillations
import Plotting
import Schema
import Stages

/// Options of the figures of theta.
public struct ThetaFigureOptions: FigureOptions {
  public var frame = FigureFrame()
  public init() {}
  public static let parameters: [Parameter<ThetaFigureOptions>] = frameParameters(.legend, .grid, .panelLetters)
}

extension Theta {
  static let spectrum = FigureKind<ThetaFigureOptions>("spectrum", about: "spectrum, background and peak")
  static let course = FigureKind<ThetaFigureOptions>("course", about: "spectrogram, frequency and strength over time")
  static let trace = FigureKind<ThetaFigureOptions>("trace", about: "three seconds of the field potential with its phase")
  static let cells = FigureKind<ThetaFigureOptions>("cells", about: "phases of the spikes of each cell")
  static let locking = FigureKind<ThetaFigureOptions>("locking", about: "preferred phases of all cells")
  static let precession = FigureKind<ThetaFigureOptions>("precession", about: "phase against position in the fields")
  static let waveform = FigureKind<ThetaFigureOptions>("waveform", about: "average waveform, and shapes of single cycles")
  static let speed = FigureKind<ThetaFigureOptions>("speed", about: "frequency and power against the speed of the animal")
  static let sweeps = FigureKind<ThetaFigureOptions>("sweeps", about: "decoded direction in each theta cycle")
  static let coupling = FigureKind<ThetaFigureOptions>("coupling", about: "amplitudes of fast rhythms over the phase")
  static let comodulogram = FigureKind<ThetaFigureOptions>("comodulogram", about: "coupling of every pair of bands")
  static let positionSweeps = FigureKind<ThetaFigureOptions>("position-sweeps", about: "decoded place in each theta cycle")
  static let withinCycle = FigureKind<ThetaFigureOptions>("within-cycle", about: "what is decoded in each part of the cycle")
  static let channels = FigureKind<ThetaFigureOptions>("channels", about: "theta in each of the channels that were compared")
  public static let figureKinds = [
    AnyFigureKind(spectrum), AnyFigureKind(course), AnyFigureKind(trace), AnyFigureKind(cells), AnyFigureKind(locking),
    AnyFigureKind(precession), AnyFigureKind(waveform), AnyFigureKind(speed), AnyFigureKind(sweeps), AnyFigureKind(coupling),
    AnyFigureKind(comodulogram), AnyFigureKind(positionSweeps), AnyFigureKind(withinCycle), AnyFigureKind(channels),
  ]

  public static func figures(
    _ result: ThetaResult, parameters: ThetaParameters, pen: FigurePen
  ) throws -> [NamedFigure] {
    var figures = [
      try spectrumFigure(result.spectrum, try pen[spectrum]), try courseFigure(result, try pen[course]),
      try traceFigure(result, try pen[trace]),
    ]
    let label = phaseLabel(result.field)
    if let shape = result.waveform { figures.append(try waveformFigure(shape, label, try pen[waveform])) }
    if let effect = result.speed { figures.append(speedFigure(effect, try pen[speed])) }
    if let known = result.cells, known.spikes.contains(where: { $0 > 0 }) {
      figures.append(try cellFigure(known, label, try pen[cells]))
      figures.append(try lockingFigure(known, label, try pen[locking]))
      if let fields = result.precession, !fields.cells.isEmpty {
        figures.append(precessionFigure(fields, names: known.identifiers, label, try pen[precession]))
      }
    }
    if let found = result.sweeps { figures.append(try sweepFigure(found, try pen[sweeps])) }
    if let found = result.places { figures.append(try placeSweepFigure(found, try pen[positionSweeps])) }
    if let figure = withinCycleFigure(result, label, try pen[withinCycle]) { figures.append(figure) }
    if let found = result.coupling {
      figures.append(couplingFigure(found, label, try pen[coupling]))
      if let figure = comodulogramFigure(found, try pen[comodulogram]) { figures.append(figure) }
    }
    if let found = result.channels { figures.append(channelFigure(found, try pen[channels])) }
    return figures
  }

  /// Where phase 0 is, for every axis of phases.
  static func phaseLabel(_ field: FieldDescription) -> String {
    sentence {
      "Phase (°, 0 = \(field.phaseZero)"
      if field.isInverted { ", inverted" }
      ")"
    }
  }

  /// The square of the unit as it is drawn.
  private static func drawnUnit(_ spectrum: ThetaSpectrum) -> String { "\(spectrum.unit)²" }

  // MARK: Spectrum

  private static func spectrumFigure(_ spectrum: ThetaSpectrum, _ options: ThetaFigureOptions) throws -> NamedFigure {
    let top = min(100, spectrum.frequencies.last ?? 100)
    let shown = spectrum.frequencies.indices.filter { (1...top).contains(spectrum.frequencies[$0]) }
    let welch = spectrum.welchFrequencies.indices.filter { (1...top).contains(spectrum.welchFrequencies[$0]) }
    let x = shown.map { spectrum.frequencies[$0] }
    let fitted = x.filter { $0 >= 2 && $0 <= 40 }
    var marks: [Mark] = [
      .line(
        LineMark(
          x: welch.map { spectrum.welchFrequencies[$0] }, y: welch.map { spectrum.welchPower[$0] }, paint: .muted, width: 0.5,
          name: "Welch")),
      .line(LineMark(x: x, y: shown.map { spectrum.power[$0] }, paint: .category(0), width: 1, name: "multitaper")),
      .line(
        LineMark(
          x: fitted, y: fitted.map(spectrum.background), paint: .ink, width: 0.8, dash: [3, 2], name: "background")),
    ]
    let ratio = x.indices.filter { (2...20).contains(x[$0]) }
    var over: [Mark] = [
      .rule(RuleMark(.horizontal, at: 1)),
      .line(
        LineMark(
          x: ratio.map { x[$0] }, y: ratio.map { spectrum.power[shown[$0]] / spectrum.background(at: x[$0]) },
          paint: .category(0), width: 1)),
      .rule(RuleMark(.horizontal, at: ThetaSpectrum.leastRatio, paint: .ink)),
    ]
    over += spectrum.band.map { .rule(RuleMark(.vertical, at: $0, paint: .muted)) }
    if let peak = spectrum.peakFrequency {
      marks.append(.rule(RuleMark(.vertical, at: peak, paint: .category(1), name: "theta peak")))
      over.append(.rule(RuleMark(.vertical, at: peak, paint: .category(1))))
    }
    let power = Panel(
      x: Axis(
        "Frequency (Hz)", range: 1...top, scale: .log, ticks: .at([1, 2, 5, 10, 20, 50, 100].filter { $0 <= top })),
      y: Axis("Power (\(drawnUnit(spectrum))/Hz)", scale: .log), marks: marks, height: .aspect(0.75))
    let above = Panel(
      x: Axis("Frequency (Hz)", range: 2...20), y: Axis("Power / background"), marks: over, height: .aspect(0.75)
    ).at(row: 0, column: 1)
    let figure = Figure(
      name: "theta-spectrum", panels: [power, above],
      altText: "Spectrum of the field potential with its background, and the ratio of both with the peak of theta.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      Self.spectrum, figure,
      caption: sentence {
        "(a) Power spectral density by multitaper and Welch's method; dashed: the background, a power of the frequency "
        "(exponent \(formatted(spectrum.exponent, digits: 2))). (b) Power over the background; dashed: twice the "
        "background, the least of a peak, and the ends of the band. "
        if let peak = spectrum.peakFrequency {
          "Orange: the theta peak, \(formatted(peak, digits: 3)) Hz."
        } else {
          "There is no theta peak."
        }
      })
  }

  // MARK: Over time

  /// Stretches of a curve over the whole recording.
  private static let mostStretches = 300

  private static func courseFigure(_ result: ThetaResult, _ options: ThetaFigureOptions) throws -> NamedFigure {
    let (spectrum, course) = (result.spectrum, result.course)
    let range = (course.times.first ?? 0)...max((course.times.last ?? 1), (course.times.first ?? 0) + 1e-3)
    let x = Axis("Time (s)", range: range)
    let rows = spectrum.segmentFrequencies.indices.filter { (1...20).contains(spectrum.segmentFrequencies[$0]) }
    let image = Matrix(
      rows: rows.count, columns: spectrum.segments.rows,
      elements: rows.flatMap { row in
        (0..<spectrum.segments.rows).map { log10(Double(spectrum.segments[$0, row])) }
      })
    let levels = quantiles(image.elements.filter(\.isFinite), [0.02, 0.995])
    let half = spectrum.segmentTimes.count > 1 ? (spectrum.segmentTimes[1] - spectrum.segmentTimes[0]) / 2 : 2
    let frequencies = rows.map { spectrum.segmentFrequencies[$0] }
    var spectrogram = Panel.noData(x: x, y: Axis("Frequency (Hz)"), height: .millimetres(32))
    if let first = spectrum.segmentTimes.first, let last = spectrum.segmentTimes.last, levels[0] < levels[1],
      let low = frequencies.first, let high = frequencies.last
    {
      let scale = ColorScale(map: .viridis, range: levels[0]...levels[1], label: "log₁₀ power (\(drawnUnit(spectrum))/Hz)")
      spectrogram = Panel(
        x: x, y: Axis("Frequency (Hz)", range: low...high),
        marks: [
          .heatMap(HeatMapMark(values: image, xRange: first - half...last + half, yRange: low...high, scale: scale))
        ], height: .millimetres(32))
      spectrogram.key = .bar(scale)
    }
    let curves: [(value: (Int) -> Double?, title: String)] = [
      ({ course.isTheta[$0] ? course.frequency[$0] : nil }, "Theta (Hz)"), ({ Double(course.strength[$0]) }, "Strength"),
    ]
    let panels = curves.enumerated().map { row, curve -> Panel in
      let (times, middle, low, high) = stretches(of: curve.value, course.times)
      var marks: [Mark] = [
        .band(BandMark(x: times, lower: low, upper: high, paint: .category(0))),
        .line(LineMark(x: times, y: middle, paint: .category(0), width: 0.8)),
      ]
      if row == 1 { marks.append(.rule(RuleMark(.horizontal, at: ThetaBouts.enter, paint: .ink))) }
      return Panel(
        x: x, y: row == 1 ? Axis(curve.title, scale: .log) : Axis(curve.title), marks: marks, height: .millimetres(22)
      ).at(row: row + 1, column: 0)
    }
    var figure = Figure(
      name: "theta-course", panels: [spectrogram] + panels,
      altText: "Spectrogram of the field potential from 1 to 20 Hz, and frequency and strength of theta over time.",
      width: options.frame.width ?? .double)
    figure.sharesX = true
    return NamedFigure(
      Self.course, figure.framed(options.frame),
      caption: sentence {
        "(a) Multitaper spectrogram; grey: left out. (b) Frequency of theta while there is theta, and (c) its power over the "
        "background at that frequency: median, and from the 10th to the 90th percentile, in up to \(mostStretches) stretches; "
        "dashed: \(formatted(ThetaBouts.enter)), from which on there is theta."
      })
  }

  /// Median and spread in equal stretches of what is finite.
  ///
  /// - Parameter value: at a sample; `nil` where none is shown. An hour has millions, of which no copy is made.
  private static func stretches(
    of value: (Int) -> Double?, _ times: [Double]
  ) -> (times: [Double], middle: [Double], low: [Double], high: [Double]) {
    let bins = min(mostStretches, times.count)
    var found: (times: [Double], middle: [Double], low: [Double], high: [Double]) = ([], [], [], [])
    for bin in 0..<bins {
      let rows = bin * times.count / bins..<(bin + 1) * times.count / bins
      // A few hundred are enough for three quantiles.
      let step = max(1, rows.count / 500)
      let known = stride(from: rows.lowerBound, to: rows.upperBound, by: step).compactMap(value).filter(\.isFinite)
      found.times.append((times[rows.lowerBound] + times[rows.upperBound - 1]) / 2)
      let levels = known.isEmpty ? [.nan, .nan, .nan] : quantiles(known, [0.1, 0.5, 0.9])
      found.low.append(levels[0])
      found.middle.append(levels[1])
      found.high.append(levels[2])
    }
    return found
  }

  private static func traceFigure(_ result: ThetaResult, _ options: ThetaFigureOptions) throws -> NamedFigure {
    let course = result.course
    let zero = result.field.phaseZero == PhaseZero.trough.rawValue ? Double.pi : 0
    let first = course.times.firstIndex { $0 >= (course.traceTimes.first ?? 0) - 1e-9 } ?? 0
    let rows = first..<min(course.times.count, first + course.trace.count)
    let t = course.traceTimes
    let level = median(course.trace.filter(\.isFinite))
    let fundamental = rows.map { level + course.amplitude[$0] * cos(course.phase[$0] - zero) }
    let zeros = rows.dropFirst().filter {
      course.phase[$0] < 1 && course.phase[$0 - 1] > 5
    }
    let range = t.count > 1 ? t[0]...t[t.count - 1] : nil
    let x = Axis("Time (s)", range: range)
    let polarity = result.field.isInverted ? "inverted" : "recorded"
    let dots = PointsMark(
      x: zeros.map { course.times[$0] }, y: zeros.map { fundamental[$0 - first] }, colors: .uniform(.category(1)), size: 3,
      name: "phase 0")
    let field = Panel(
      x: x, y: Axis("Field potential (\(course.unit))"),
      marks: [
        .line(LineMark(x: t, y: course.trace, paint: .muted, width: 0.5, name: polarity)),
        .line(LineMark(x: Array(t.prefix(rows.count)), y: fundamental, paint: .category(0), width: 1, name: "fundamental")),
        .points(dots),
      ], height: .millimetres(34))
    let phase = Panel(
      x: x, y: .degrees(phaseLabel(result.field), step: 180),
      marks: [
        .line(
          LineMark(
            x: Array(t.prefix(rows.count)), y: rows.map { course.phase[$0] * 180 / .pi }, paint: .category(0), width: 0.9
          ).brokenAtWraps(period: 360))
      ], height: .millimetres(32)
    ).at(row: 1, column: 0)
    let figure = Figure(
      name: "theta-trace", panels: [field, phase],
      altText: "Three seconds of the field potential with the fundamental of theta and its phase.",
      width: options.frame.width ?? .double
    ).framed(options.frame)
    return NamedFigure(
      Self.trace, figure,
      caption: sentence {
        "(a) The field potential in "
        if result.field.isInverted { "turned" } else { "recorded" }
        " polarity, from the middle of the longest stretch with theta, with the fundamental of theta; dots: phase 0, at the "
        "\(result.field.phaseZero) of the fundamental. (b) Its phase."
      })
  }

  // MARK: Cells

  /// Cells on a sheet.
  private static let mostCells = 20

  private static func cellFigure(
    _ cells: ThetaCells, _ label: String, _ options: ThetaFigureOptions
  ) throws -> NamedFigure {
    func consistency(_ cell: Int) -> Double { cells.blockConsistency[cell].isNaN ? -1 : cells.blockConsistency[cell] }
    let order = cells.identifiers.indices.filter { cells.spikes[$0] > 0 }.sorted {
      (consistency($0), -$0) > (consistency($1), -$1)
    }
    let shown = Array(order.prefix(mostCells))
    let columns = min(4, shown.count)
    let edges = (0...2 * ThetaCells.bins).map { 360 * Double($0) / Double(ThetaCells.bins) }
    let panels = shown.enumerated().map { place, cell -> Panel in
      let counts = cells.phaseCounts.row(cell).map { 100 * Double($0) / Double(max(1, cells.spikes[cell])) }
      let isLast = place + columns >= shown.count
      let isFirst = place % columns == 0
      var panel = Panel(
        x: Axis(isLast ? label : "", range: 0...720, ticks: .at([0, 360, 720])), y: Axis(isFirst ? "Spikes (%)" : ""),
        marks: [.bars(BarsMark(edges: edges, heights: counts + counts, paint: .category(0)))], height: .aspect(0.7)
      ).at(row: place / columns, column: place % columns)
      if cells.preferredPhase[cell].isFinite, cells.p[cell] < ThetaCells.level {
        let phase = cells.preferredPhase[cell] * 180 / .pi
        panel.marks += [phase, phase + 360].map { .rule(RuleMark(.vertical, at: $0, paint: .category(1))) }
      }
      panel.heading = cells.identifiers[cell]
      return panel
    }
    let figure = Figure(
      name: "theta-cells", panels: panels,
      altText: "Distribution of the spikes of \(shown.count) cells over two cycles of theta.",
      width: options.frame.width ?? (columns > 2 ? .double : .oneAndHalf), hasLetters: false
    ).framed(options.frame)
    return NamedFigure(
      Self.cells, figure,
      caption: sentence {
        "Phases of the spikes, over two cycles, of the \(counted(shown.count, "cell")) with the largest consistency"
        if shown.count < cells.identifiers.count { ", of \(cells.identifiers.count)" }
        ", in bins of 10°; orange: the preferred phase of cells with p < 0.05."
      })
  }

  private static func lockingFigure(
    _ cells: ThetaCells, _ label: String, _ options: ThetaFigureOptions
  ) throws -> NamedFigure {
    let known = cells.identifiers.indices.filter { cells.preferredPhase[$0].isFinite }
    func points(_ wanted: [Int], _ paint: Paint, _ shape: PointsMark.Shape, _ name: String) -> Mark {
      .points(
        PointsMark(
          x: wanted.map { cells.preferredPhase[$0] }, y: wanted.map { cells.locking[$0] }, colors: .uniform(paint), size: 3.5,
          shape: shape, name: name))
    }
    var panel = Panel(
      x: Axis(label), y: Axis("Mean resultant length", range: 0...max(0.1, cells.locking.filter(\.isFinite).max() ?? 1)),
      marks: [
        points(known.filter { !(cells.p[$0] < ThetaCells.level) }, .muted, .square, "not locked"),
        points(known.filter { cells.p[$0] < ThetaCells.level }, .category(0), .circle, "p < 0.05"),
      ], height: .aspect(1))
    panel.coordinates = .polar
    panel.legend = .none
    panel.heading = "Outer circle: \(formatted(panel.y.range?.upperBound ?? 1, digits: 2)); \(label.lowercased())"
    let figure = Figure(
      name: "theta-locking", panels: [panel],
      altText: "Preferred phase and length of the mean resultant of \(known.count) cells.",
      width: options.frame.width ?? .single
    ).framed(options.frame)
    return NamedFigure(
      Self.locking, figure,
      caption: sentence {
        "Preferred phase (direction; \(label.lowercased())) and length of the mean resultant "
        "(radius, to the number above) of \(counted(known.count, "cell")); grey squares: not locked at p < 0.05."
      })
  }
}
