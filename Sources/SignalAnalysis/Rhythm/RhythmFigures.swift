import ArrayNumerics
import Foundation
import Plotting
import Schema
import Stages

extension Theta {
  /// A curve over one cycle from 0 to 720°, with the neighbours on either side, so that it reaches both ends of the frame.
  ///
  /// - Parameter degrees: ascending, in [0, 360).
  static func overTwoCycles(_ degrees: [Double], _ values: [Double]) -> (degrees: [Double], values: [Double]) {
    (
      degrees.suffix(1).map { $0 - 360 } + degrees + degrees.map { $0 + 360 } + degrees.prefix(1).map { $0 + 720 },
      values.suffix(1) + values + values + values.prefix(1)
    )
  }

  /// The average waveform over two cycles, and the shapes of single cycles.
  static func waveformFigure(_ shape: ThetaWaveform, _ label: String, _ options: ThetaFigureOptions) throws -> NamedFigure {
    let (places, values) = overTwoCycles(shape.phases.map { $0 * 180 / .pi }, shape.values)
    let wave = Panel(
      x: Axis(label, range: 0...720, ticks: .at([0, 180, 360, 540, 720])), y: Axis("Average (fundamental = 1)"),
      marks: [
        .line(LineMark(x: places, y: values, paint: .category(0), width: 1))
      ] + shape.knots.flatMap { knot in [knot, knot + 360].map { .rule(RuleMark(.vertical, at: $0, paint: .muted)) } },
      height: .aspect(0.75))
    let edges = try uniformEdges(bins: 40, range: 0...1)
    func bars(_ shares: [Double], _ paint: Paint, _ name: String) throws -> Mark {
      let counts = try histogram(shares.filter(\.isFinite), edges: edges).counts
      let total = Double(max(1, counts.reduce(0, +)))
      let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
      return .line(LineMark(x: middles, y: counts.map { 100 * Double($0) / total }, paint: paint, width: 1, name: name))
    }
    let shares = Panel(
      x: Axis("Share of the cycle", range: 0...1), y: Axis("Cycles (%)"),
      marks: [
        try bars(shape.riseShares, .category(0), "rising"), try bars(shape.peakShares, .category(1), "above half height"),
        .rule(RuleMark(.vertical, at: 0.5)),
      ], height: .aspect(0.75)
    ).at(row: 0, column: 1)
    let figure = Figure(
      name: "average-waveform", panels: [wave, shares],
      altText: "Average waveform of theta over two cycles, and the shares of single cycles that rise and stand high.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      waveform, figure,
      caption: sentence {
        "(a) Average waveform of theta from four harmonics; dashed: its peak, decay and rise to half of the height, and "
        "trough. "
        "It rises in \(percent(shape.riseShare)) and stands above half of its height in \(percent(shape.peakShare)) of the "
        "cycle. (b) The same shares of \(counted(shape.peakTimes.count, "single cycle"))."
      })
  }

  /// Tort's index against frequency, and the amplitudes over phase.
  static func couplingFigure(
    _ coupling: AmplitudeCoupling, _ label: String, _ options: ThetaFigureOptions
  ) -> NamedFigure {
    let coupled = coupling.frequencies.indices.filter { coupling.p[$0] < ThetaCells.level }
    let index = Panel(
      x: Axis("Frequency of the amplitude (Hz)"), y: Axis("Modulation index"),
      marks: [
        .line(LineMark(x: coupling.frequencies, y: coupling.index, paint: .category(0), width: 1)),
        .points(
          PointsMark(
            x: coupled.map { coupling.frequencies[$0] }, y: coupled.map { coupling.index[$0] }, colors: .uniform(.category(1)),
            size: 3.5)),
      ], height: .aspect(0.75))
    let change = coupling.profiles.map { 100 * ($0 - 1) }
    let scale = ColorScale(map: .blueRed, fitting: change.elements, label: "Amplitude (% of mean)")
    let low = coupling.frequencies.first ?? 0
    let high = coupling.frequencies.last ?? 1
    let range = low - 5...high + 5
    var map = Panel(
      x: Axis(label, range: 0...360, ticks: .at([0, 180, 360])), y: Axis("Frequency (Hz)", range: range),
      marks: [.heatMap(HeatMapMark(values: change, xRange: 0...360, yRange: range, scale: scale))], height: .aspect(0.75)
    ).at(row: 0, column: 1)
    map.key = .bar(scale)
    let figure = Figure(
      name: "amplitude-coupling", panels: [index, map],
      altText: "Modulation index of bands of amplitude, and their mean amplitudes over the cycle of theta.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      Self.coupling, figure,
      caption: sentence {
        "(a) Tort's modulation index of the amplitudes in bands of 20 Hz; orange: p < 0.05 against shifted amplitudes. "
        "(b) Mean amplitude over the cycle of theta, above and below the mean of each band."
      })
  }

  static func speedFigure(_ effect: SpeedEffect, _ options: ThetaFigureOptions) -> NamedFigure {
    func panel(_ values: [Double], _ label: String, column: Int) -> Panel {
      Panel(
        x: Axis("Speed (cm/s)", range: 0...max(10, effect.speeds.last ?? 10)), y: Axis(label),
        marks: [
          .line(LineMark(x: effect.speeds, y: values, paint: .category(0), width: 0.8)),
          .points(PointsMark(x: effect.speeds, y: values, colors: .uniform(.category(0)), size: 3)),
        ], height: .aspect(0.75)
      ).at(row: 0, column: column)
    }
    let figure = Figure(
      name: "speed-dependence",
      panels: [
        panel(effect.frequency, "Theta (Hz)", column: 0), panel(effect.power, "log₁₀ power / background", column: 1),
      ], altText: "Frequency and power of theta against the speed of the animal.", width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    func interval(_ slope: Double, _ ends: [Double]) -> String {
      "\(formatted(slope, digits: 3)) (95 % interval \(ends.map { formatted($0, digits: 3) }.joined(separator: " to ")))"
    }
    return NamedFigure(
      speed, figure,
      caption: sentence {
        "(a) Mean frequency of theta, \(interval(effect.frequencySlope, effect.frequencyInterval)) Hz per cm/s, and (b) mean "
        "power over the background, \(interval(effect.powerSlope, effect.powerInterval)) powers of ten per cm/s, in bins of "
        "speed; intervals by blocks of 10 s."
      })
  }

  /// Angles of neighbouring cycles where most are known, in the first row, and the histogram of all, at the left of the second.
  static func sweepPanels(
    _ degrees: [Double], _ label: String, millimetres: Double, columns: Int
  ) throws -> (course: Panel, all: Panel) {
    let shown = stretchOfMost(degrees, 50)
    let (x, y) = (shown.map { Double($0 - shown.lowerBound) }, shown.map { degrees[$0] })
    let course = Panel(
      x: .whole("Theta cycle"), y: Axis(label, range: -180...180, ticks: .at([-180, -90, 0, 90, 180])),
      marks: [
        .rule(RuleMark(.horizontal, at: 0)), .line(LineMark(x: x, y: y, paint: .muted, width: 0.5)),
        .points(PointsMark(x: x, y: y, colors: .uniform(.category(0)), size: 3)),
      ], height: .millimetres(millimetres)
    ).at(row: 0, column: 0, columnSpan: columns)
    let edges = try uniformEdges(bins: 36, range: -180...180)
    let counts = try histogram(degrees.filter(\.isFinite), edges: edges).counts.map(Double.init)
    let all = Panel(
      x: Axis(label, range: -180...180, ticks: .at([-180, 0, 180])), y: Axis("Cycles"),
      marks: [.bars(BarsMark(edges: edges, heights: counts)), .rule(RuleMark(.vertical, at: 0))], height: .aspect(0.8)
    ).at(row: 1, column: 0)
    return (course, all)
  }

  static func sweepFigure(_ sweeps: HeadingSweeps, _ options: ThetaFigureOptions) throws -> NamedFigure {
    let degrees = sweeps.angles.map { $0 * 180 / .pi }
    let (course, all) = try sweepPanels(degrees, "Decoded − heading (°)", millimetres: 36, columns: 2)
    let pairs = degrees.indices.dropFirst().filter { degrees[$0].isFinite && degrees[$0 - 1].isFinite }
    let next = Panel(
      x: Axis("In a cycle (°)", range: -180...180, ticks: .at([-180, 0, 180])),
      y: Axis("In the next (°)", range: -180...180, ticks: .at([-180, 0, 180])),
      marks: [
        .rule(RuleMark(.vertical, at: 0)), .rule(RuleMark(.horizontal, at: 0)),
        .points(
          PointsMark(
            x: pairs.map { degrees[$0 - 1] }, y: pairs.map { degrees[$0] }, colors: .uniform(.category(0)), size: 1.6,
            opacity: 0.6)),
      ], height: .aspect(0.8)
    ).at(row: 1, column: 1)
    let figure = Figure(
      name: "direction-sweeps", panels: [course, all, next],
      altText: "Decoded direction against the heading in each theta cycle, its distribution, and that of neighbouring cycles.",
      width: options.frame.width ?? .oneAndHalf
    ).framed(options.frame)
    return NamedFigure(
      Self.sweeps, figure,
      caption: sentence {
        "Direction by the population vector of \(counted(sweeps.cells.count, "direction cell")) in the half of each theta "
        "cycle in which they agree most, less the heading: (a) fifty cycles, (b) all \(sweeps.cyclesRead) with four spikes or "
        "more, (c) each against the next. \(percent(sweeps.signChanges)) of neighbouring cycles lie on different sides."
      })
  }
}
